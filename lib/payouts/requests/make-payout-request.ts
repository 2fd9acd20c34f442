import { randomUUID } from 'node:crypto';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { actorId, type AuditEntry } from '../../audit/record-audit.ts';
import { assessSegmentNow } from '../../connected-accounts/segments/assess-segment-now.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { PAYOUT_REQUEST } from '../../transitions.ts';
import { chooseAmount, judgedAmount } from '../rules/choose-amount.ts';
import { chooseDestination } from './choose-destination.ts';
import { lockPayoutAccount, readPayableAccount } from './lock-payout-account.ts';
import { payoutPayload, type PayoutPayload } from './payout-payload.ts';
import { withinPolicyLines } from './policy-line-refusal.ts';
import { readAskedByPeople } from './read-asked-by-people.ts';
import { readCadenceAsker } from './read-cadence-asker.ts';
import { readPayable } from './read-payable.ts';
import { readRejectedBefore } from './read-rejected-before.ts';
import { readOpenShares, reserveRequestMoney } from './request-money.ts';
import { approveByPolicy, auditOf, routeColumns } from './route-columns.ts';
import { routeRequest, type RoutedRequest } from './route-request.ts';

/** What is asked for; amounts in minor units. */
export type WantedPayout = {
  readonly connectedAccountId: string;
  readonly currency: string;
  /** Null for all that can be paid out now. */
  readonly amount: bigint | null;
  readonly method: 'standard' | 'instant';
  /** Left out: the account's default for the currency. */
  readonly destinationId?: string | undefined;
  readonly statementDescriptor: string | null;
  /** What could be paid out when somebody looked; another sum since then is a conflict. */
  readonly seenPayable: bigint | null;
  /** One line of a file rather than a form. */
  readonly isFromFile: boolean;
};

type Origin = 'cadence' | 'person' | 'file' | 'owner';

export type MadeRequest = { payoutRequestId: string; state: string; amount: bigint; route: string };

/**
 * Makes a payout request, whoever asks: reserves its money, says which balance transactions it pays and where to, and asks the
 * policy who must look. All under the lock of the enrolled account: two for one balance cannot both be made. What a cadence
 * proposes after somebody changed it, they ask for.
 * @throws DomainError `precondition_failed` with what stands in the way; nothing is reserved then
 */
export async function makePayoutRequest(
  tx: Transaction,
  ctx: Context,
  wanted: WantedPayout,
): Promise<{ result: MadeRequest; audit: AuditEntry }> {
  const { connectedAccountId, currency, method, statementDescriptor } = wanted;
  await lockPayoutAccount(tx, connectedAccountId);
  await assessSegmentNow(tx, ctx, connectedAccountId);
  const account = await readPayableAccount(tx, connectedAccountId);
  const destination = await chooseDestination(tx, wanted);
  const payable = await readPayable(tx, account, currency);
  if (wanted.seenPayable !== null && wanted.seenPayable !== payable.amount)
    throw new DomainError(
      'conflict',
      'What can be paid out has changed since you looked, perhaps by your own click. Look at it again, then ask.',
    );
  const shares = await readOpenShares(tx, wanted, payable.available);
  const amount = chooseAmount(wanted, payable.amount);
  const request: PayoutPayload = {
    payoutRequestId: `prq_${randomUUID().replaceAll('-', '')}`,
    connectedAccountId,
    amount,
    currency,
    method,
    ...destination,
    sourceType: null,
    statementDescriptor,
  };
  const origin = originOf(ctx, wanted);
  const asker = await askerOf(tx, ctx, wanted, origin);
  const askedByPeople = await readAskedByPeople(tx, request);
  const judged = judgedAmount(amount, payable, askedByPeople);
  const asked = {
    ...request,
    origin,
    isAskedByPerson: asker !== null,
    judgedAmount: judged,
    wasJudgedAs: null,
    askedByPeople,
    rejectedBefore: await readRejectedBefore(tx, request, shares),
  };
  const routed = await routeRequest(tx, asked, account, ctx.now);
  const stored = await insertRequest(tx, ctx, { request, judged, origin, asker, routed });
  await reserveRequestMoney(tx, stored, shares, ctx.now);
  const state = await approveByPolicy(tx, request.payoutRequestId, routed);
  const { payload, payloadHash } = payoutPayload(request);
  return {
    result: { payoutRequestId: request.payoutRequestId, state, amount, route: routed.route },
    audit: {
      action: 'payout_request.propose',
      subject: request.payoutRequestId,
      connectedAccountId,
      after: { payload, payloadHash, state, asker, ...auditOf(routed), balance: stepsOf(payable.steps) },
    },
  };
}

function originOf({ actor }: Context, { isFromFile }: WantedPayout): Origin {
  if (actor.kind === 'connected_account_owner') return 'owner';
  if (actor.kind !== 'operator') return 'cadence';
  return isFromFile ? 'file' : 'person';
}

/** The operator who asks, also by what they made of the cadence; null for an owner and for a cadence that nobody changed. */
async function askerOf(
  tx: Transaction,
  { actor }: Context,
  wanted: WantedPayout,
  origin: Origin,
): Promise<string | null> {
  if (actor.kind === 'operator') return actor.operatorId;
  return origin === 'cadence' ? await readCadenceAsker(tx, wanted) : null;
}

/** Between the look at what was paid and the row of the request Stripe told of one more payout. */
const PAID_SINCE =
  'More was paid out of this account while you asked for this, and with it the policy names more people. Nothing was asked for. Ask once more.';

async function insertRequest(
  tx: Transaction,
  ctx: Context,
  {
    request,
    judged,
    origin,
    asker,
    routed,
  }: {
    request: PayoutPayload;
    /** What the policy was asked about, minor units. */
    judged: bigint;
    origin: Origin;
    /** The person who asks, also by what they made of the cadence. */
    asker: string | null;
    routed: RoutedRequest;
  },
) {
  const writing = tx
    .insert(payoutRequests)
    .values({
      ...request,
      ...payoutPayload(request),
      ...routeColumns(routed),
      judgedAmount: judged === request.amount ? null : judged,
      state: PAYOUT_REQUEST.initial,
      origin,
      requestedBy: asker ?? actorId(ctx.actor),
      requestedByOperatorId: asker,
      isReserved: true,
    })
    .returning();
  const [stored] = await withinPolicyLines(writing, PAID_SINCE);
  if (stored === undefined) throw new Error('an inserted payout request was not returned');
  return stored;
}

function stepsOf(steps: readonly { text: string; amount: bigint }[]): Record<string, string>[] {
  return steps.map(({ text, amount }) => ({ text, amount: amount.toString() }));
}
