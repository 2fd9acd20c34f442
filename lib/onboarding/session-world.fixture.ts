import { placeHold } from '../holds/place-hold.ts';
import { INES, openStopWorld, type StopWorld } from '../kill-switch/stop-world.fixture.ts';
import { openOwnedAccount, type OpenedAccount, type TestOwner } from './test-owner.fixture.ts';

export type SessionWorld = StopWorld & {
  open(options?: OpenedAccount): Promise<TestOwner>;
  /** A person holds the whole account. */
  hold(owner: TestOwner): Promise<void>;
  /** Sessions of an account as the local Stripe has them, oldest first. */
  atStripe(owner: TestOwner): ReturnType<typeof sessionsOf>;
  /** What is written down of them, oldest first. */
  rowsOf(owner: TestOwner): Promise<Record<string, unknown>[]>;
};

/** Owners of connected accounts, whose sessions people narrow. */
export async function openSessionWorld(): Promise<SessionWorld> {
  const world = await openStopWorld();
  const { stripe, sql } = world;
  return {
    ...world,
    open: (options = {}) => openOwnedAccount(stripe, sql, options),
    hold: async ({ connectedAccountId }) => {
      await placeHold(INES, {
        connectedAccountId,
        payoutRequestId: null,
        reason: 'unusual_activity',
        reviewerText: 'Looks odd',
      });
    },
    atStripe: (owner) => sessionsOf(world, owner),
    rowsOf: async ({ connectedAccountId }) => [
      ...(await sql`
        select state, lets_pay_itself, lets_refund, lets_change_destination, expires_at is not null as expires
        from account_sessions where connected_account_id = ${connectedAccountId} order by asked_at`),
    ],
  };
}

const sessionsOf = ({ stripe }: StopWorld, { connectedAccountId }: TestOwner) =>
  stripe.simulator.core.store.accountSessions.rows(connectedAccountId).map(({ session }) => session);
