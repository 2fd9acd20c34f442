import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amendPayoutRequest } from './amend-payout-request.ts';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';

/* What the database refuses at the last moment, by the policy's lines, is said in words that somebody can go on from. */

let world: PayoutWorld;
let beside: postgres.Sql;
beforeAll(async () => {
  world = await openPayoutWorld();
  beside = postgres(process.env['DATABASE_MIGRATION_URL'] ?? '', { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await beside.end({ timeout: 5 });
  await world.close();
});

let versions = 0;
async function published(text: string): Promise<void> {
  versions += 1;
  await world.tamper(`insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
    values ('ppv_${String(versions)}', ${String(versions)}, '${text}', 'published', 'opr_marek', 'opr_noor', now() - interval '1 hour')`);
}

const proposed = (connectedAccountId: string, amount: bigint) =>
  proposePayout(world.as('anna'), { connectedAccountId, currency: 'usd', amount });

it('whoever asks while one more payout is told of reads that, and asks once more', async () => {
  await published('hold for 2 approvals\nhold for 3 approvals when paid in 24 hours > 50.00 USD');
  const account = await world.account([100_00n]);
  let asking: Promise<unknown> = Promise.resolve();
  await beside.begin(async (tx) => {
    // What was paid is read before this, and the request is written after it.
    await tx`lock table payout_requests in share mode`;
    asking = proposed(account, 40_00n).then(
      () => null,
      (error: unknown) => error,
    );
    await expect
      .poll(
        async () =>
          (
            await world.sql`select from pg_locks where relation = 'payout_requests'::regclass and mode = 'RowExclusiveLock' and not granted`
          ).length,
      )
      .toBe(1);
    await tx`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
        arrives_on, metadata, read_at)
      values ('po_meanwhile', ${account}, false, now(), 2000, 'usd', 'paid', 'standard', false, now(), '{}', now())`;
  });
  expect(await asking).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('More was paid out of this account while you asked for this') as string,
  });
  expect(await world.balances(account)).toEqual({ available: 100_00n, reserved: 0n });
  expect(await proposed(account, 40_00n)).toMatchObject({ state: 'in_review', route: 'people' });
});

it('whoever makes a payout larger than its own policy lets so few decide reads what to do', async () => {
  await published(
    'go\nhold for 2 approvals when amount > 10.00 USD\nhold for 3 approvals when amount > 50.00 USD',
  );
  const account = await world.account([100_00n]);
  const { payoutRequestId } = await proposed(account, 40_00n);
  await published('hold for 1 approval');
  const amended = (amount: bigint) =>
    amendPayoutRequest(world.as('anna'), {
      payoutRequestId,
      seenVersion: 1,
      amount,
      because: 'The seller asked',
    });
  await expect(amended(70_00n)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Write less, or cancel it and ask for another one.') as string,
  });
  expect(await world.balances(account)).toEqual({ available: 60_00n, reserved: 40_00n });
  expect(await amended(45_00n)).toMatchObject({ state: 'in_review', amount: 45_00n });
});
