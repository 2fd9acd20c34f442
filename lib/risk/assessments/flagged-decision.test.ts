import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { inTransaction, type Transaction } from '../../db/transaction.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { assessConnectedAccount } from './assess-connected-account.ts';
import { openDecision } from './open-decision.ts';
import { fact, learn, MINUTE, refunded, refundSurge, usualDays } from './test-story.fixture.ts';

/* Under an attack each event is decided about as quickly as any other's: docs/decisions/0044. */

let world: PayoutWorld;
let account: string;
beforeAll(async () => {
  world = await openPayoutWorld();
  account = await world.account([10_000_00n]);
  await learn([...usualDays(account), ...refundSurge(account)]);
  await assessIn(account);
});
afterAll(() => world.close());

/** Decides in a transaction of its own. @returns how often it went to the database in it */
async function assessIn(connectedAccountId: string): Promise<number> {
  let trips = 0;
  await inTransaction(async (tx) => {
    const { client } = tx._.session as unknown as { client: { unsafe: (...args: unknown[]) => unknown } };
    const send = client.unsafe;
    // A statement that is prepared goes once; any other asks for the types of its values first.
    client.unsafe = (text, values, options) => {
      trips += (options as { prepare?: boolean } | undefined)?.prepare === true ? 1 : 2;
      return send(text, values, options);
    };
    await assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId }, tx);
  });
  return trips;
}

const flag = async () => {
  const [row] = await world.sql<{ id: string; assessment: string; state: string; decided: string }[]>`
    select risk_flag_id as id, risk_assessment_id as assessment, state, decided_at::text as decided
    from risk_flags where connected_account_id = ${account}`;
  return row;
};

it('about a usual account goes to the database twice', async () => {
  const other = await world.account([10_000_00n]);
  await learn(usualDays(other));
  await assessIn(other);
  await learn([fact(other, 'charge', MINUTE)]);
  expect(await assessIn(other)).toBe(2);
});

it('about a flagged one that finds more of the same goes there three times, and the flag shows it', async () => {
  const before = await flag();
  await learn(refunded(account, 2 * MINUTE, MINUTE));
  expect(await assessIn(account)).toBe(3);
  const after = await flag();
  expect(after?.id).toBe(before?.id);
  expect(after?.assessment).not.toBe(before?.assessment);
  const [standing] = await world.sql<{ id: string; stored: boolean }[]>`
    select risk_assessment_id as id, stored_at = decided_at as stored from risk_standings where connected_account_id = ${account}`;
  expect(standing).toEqual({ id: after?.assessment, stored: true });
});

it('keeps its flag from everybody else until it has ended', async () => {
  const isOpen = Promise.withResolvers<undefined>();
  const mayEnd = Promise.withResolvers<undefined>();
  const deciding = inTransaction(async (tx: Transaction) => {
    await openDecision(tx, account);
    isOpen.resolve(undefined);
    await mayEnd.promise;
  });
  await isOpen.promise;
  const row = world.sql`select from risk_flags where connected_account_id = ${account} for update nowait`;
  await expect(row).rejects.toThrow(/could not obtain lock/);
  mayEnd.resolve(undefined);
  await deciding;
});
