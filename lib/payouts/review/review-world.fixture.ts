import {
  enrolSoftPasskey,
  proveWith,
  type SoftPasskey,
} from '../../approvals/step-up/soft-passkey.fixture.ts';
import { approvalLeaf } from '../../approvals/step-up/subject-tree.ts';
import type { DecisionPreview } from '../../approvals/types.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { approvePayout } from './approve-payout.ts';
import { readDecisionPreview } from './queries.ts';
import { rejectPayout } from './reject-payout.ts';

export type Shown = Pick<DecisionPreview, 'payoutRequestId' | 'version' | 'payloadHash' | 'previewHash'>;

export type ReviewWorld = PayoutWorld & {
  /** A request of Anna's over 40.00 USD that two people must approve. */
  ask(): Promise<{ payoutRequestId: string; connectedAccountId: string }>;
  /** What somebody sees now, as a decision carries it. */
  look(name: string, payoutRequestId: string): Promise<Shown>;
  /** A passkey's proof about exactly this; the passkey is enrolled at the first use. */
  prove(name: string, shown: Shown): Promise<string>;
  /** Looks, proves, approves. */
  approve(name: string, payoutRequestId: string): ReturnType<typeof approvePayout>;
  reject(name: string, payoutRequestId: string): ReturnType<typeof rejectPayout>;
  request(payoutRequestId: string): Promise<StoredState>;
  passkey(name: string): Promise<SoftPasskey>;
};

type StoredState = {
  state: string;
  version: number;
  standing: number;
  /** Seconds from its newest approval until it may leave. */
  leavesAfterSeconds: number | null;
  reviewer: string | null;
};

/** People with passkeys, and requests that they decide. */
export async function openReviewWorld(): Promise<ReviewWorld> {
  const world = await openPayoutWorld();
  const passkeys = new Map<string, Promise<SoftPasskey>>();
  const passkey = (name: string): Promise<SoftPasskey> => {
    const known =
      passkeys.get(name) ??
      enrolSoftPasskey(world.sql, world.as(name), world.as(name === 'noor' ? 'marek' : 'noor'));
    passkeys.set(name, known);
    return known;
  };
  const look = async (name: string, payoutRequestId: string): Promise<Shown> => {
    const { version, payloadHash, previewHash } = await readDecisionPreview(world.as(name), payoutRequestId);
    return { payoutRequestId, version, payloadHash, previewHash };
  };
  const prove = async (name: string, shown: Shown): Promise<string> =>
    proveWith(await passkey(name), world.as(name), approvalLeaf(shown));
  return {
    ...world,
    passkey,
    look,
    prove,
    ask: async () => {
      const connectedAccountId = await world.account([100_00n]);
      const { payoutRequestId } = await proposePayout(world.as('anna'), {
        connectedAccountId,
        currency: 'usd',
        amount: 40_00n,
      });
      return { payoutRequestId, connectedAccountId };
    },
    approve: async (name, payoutRequestId) => {
      const shown = await look(name, payoutRequestId);
      return approvePayout(world.as(name), { ...shown, stepUpProofId: await prove(name, shown) });
    },
    reject: async (name, payoutRequestId) =>
      rejectPayout(world.as(name), { ...(await look(name, payoutRequestId)), reason: 'Not this seller' }),
    request: async (payoutRequestId) => {
      const [row] = await world.sql<StoredState[]>`
        select state, version, standing_approvals(payout_request_id)::int as standing,
          extract(epoch from leaves_after - (select max(decided_at) from payout_approvals as approval
            where approval.payout_request_id = request.payout_request_id))::float8 as "leavesAfterSeconds",
          reviewer_operator_id as reviewer
        from payout_requests as request where payout_request_id = ${payoutRequestId}`;
      if (row === undefined) throw new Error(`no ${payoutRequestId}`);
      return row;
    },
  };
}
