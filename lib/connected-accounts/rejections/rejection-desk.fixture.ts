import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { now } from '../../clock.ts';
import { jobContext, type Context } from '../../context.ts';
import { startDispatchWorld } from '../../payouts/dispatch/dispatch-world.fixture.ts';
import { fetchConnectedAccount } from '../fetch-connected-account.ts';
import { askAccountRejection } from './ask-account-rejection.ts';
import { confirmAccountRejection } from './confirm-account-rejection.ts';
import { readRejectionStanding } from './queries.ts';

export type RejectionDesk = Awaited<ReturnType<typeof openRejectionDesk>>;

type Colleague = 'ines' | 'marek' | 'noor';

export const as = (name: Colleague): Context => ({
  actor: {
    kind: 'operator',
    operatorId: `opr_${name}`,
    name,
    role: name === 'ines' ? 'risk_reviewer' : 'administrator',
  },
  requestId: 'test',
  now: now(),
});

/** A world with sellers whom Stripe lets us reject, and colleagues who ask for it and confirm it. */
export async function openRejectionDesk() {
  const world = await startDispatchWorld();
  for (const [id, role] of [
    ['opr_ines', 'risk_reviewer'],
    ['opr_marek', 'administrator'],
    ['opr_noor', 'administrator'],
    ['opr_anna', 'finance_operator'],
  ] as const)
    await world.sql`insert into operators (operator_id, email, name, role) values (${id}, ${`${id}@example.com`}, ${id}, ${role})
      on conflict do nothing`;
  const standing = (id: string) => readRejectionStanding(as('ines'), id);
  return {
    world,
    standing,
    /** A seller as Sluice knows them. */
    seller: async (type: 'custom' | 'standard' = 'custom'): Promise<string> => {
      const { id } = world.stripe.simulator.createAccount({ type, onboarded: true });
      await fetchConnectedAccount(jobContext('sync-connected-accounts'), id);
      return id;
    },
    atStripe: (id: string): string | null => {
      const { store } = world.stripe.simulator.core;
      const record = store.accounts.rows(store.platformId).find((row) => row.id === id);
      return record?.account.requirements?.disabled_reason ?? null;
    },
    ask: (connectedAccountId: string, act: 'reject' | 'unreject' = 'reject', by: 'ines' | 'noor' = 'ines') =>
      askAccountRejection(as(by), {
        connectedAccountId,
        act,
        reasonCode: act === 'reject' ? 'fraud_other' : null,
        reason: 'Forty complaints within a day.',
      }),
    confirm: async (id: string, by: 'ines' | 'marek' = 'marek'): Promise<void> => {
      const { open } = await standing(id);
      const stepUpProofId = await insertProof(world.sql, as(by), {
        purpose: 'connected_accounts.reject',
        root: open?.root ?? '',
      });
      const accountRejectionId = open?.accountRejectionId ?? '';
      await confirmAccountRejection(as(by), { accountRejectionId, stepUpProofId });
    },
    /** Every rejection of this account at Stripe goes wrong, until the faults are cleared. */
    fault: (id: string, wrong: object): void => {
      world.stripe.simulator.faults.add({
        match: { method: 'POST', path: `/v1/accounts/${id}/reject` },
        fault: wrong,
        times: null,
      } as Parameters<typeof world.stripe.simulator.faults.add>[0]);
    },
  };
}
