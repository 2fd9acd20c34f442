import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 4, onnotice: () => undefined });
});

afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

/** What the triggers counted must be what is there, in every grain. */
async function expectTrueCounts(): Promise<void> {
  const wrong = await sql`
    with counted as (
      select connected_account_id, grain, period_on, currency, status, method, is_automatic,
             sum(payouts) as payouts, sum(amount) as amount
      from (
        select * from payout_counts
        union all select '*', 'day', occurred_on, currency, status, method, is_automatic, payouts, amount
          from payout_count_changes
        union all select '*', 'month', date_trunc('month', occurred_on)::date, currency, status, method, is_automatic,
          payouts, amount from payout_count_changes
        union all select connected_account_id, 'month', date_trunc('month', occurred_on)::date, currency, status, method,
          is_automatic, payouts, amount from payout_count_changes
      ) as stored
      group by 1, 2, 3, 4, 5, 6, 7 having sum(payouts) <> 0 or sum(amount) <> 0
    ), there as (
      select scope, grain, date_trunc(grain, occurred_at at time zone 'UTC')::date as period_on,
             currency, status, method, is_automatic, count(*) as payouts, sum(amount) as amount
      from payouts, lateral (values ('*', 'day'), ('*', 'month'), (connected_account_id, 'month')) as grains (scope, grain)
      group by 1, 2, 3, 4, 5, 6, 7
    )
    (table counted except table there) union all (table there except table counted)`;
  expect(wrong).toEqual([]);
}

const insert = (connection: postgres.Sql | postgres.TransactionSql, from: number, to: number) => connection`
  insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
                       is_automatic, arrives_on, metadata, read_at)
  select 'po_' || n, 'acct_' || n % 7, false, '2026-11-01T00:00:00Z'::timestamptz - n * interval '5 hours', 10 * n,
         (array['jpy','huf','kwd'])[n % 3 + 1], (array['paid','pending'])[n % 2 + 1], 'standard', n % 5 <> 0,
         '2026-11-20', '{}', now()
  from generate_series(${from}::int, ${to}::int) as n
  on conflict (payout_id) do update set status = 'failed', amount = excluded.amount + 1`;

test('counts stay true through inserts, upserts, updates, deletes, roll-backs and folding, in any order', async () => {
  const number = fc.integer({ min: 1, max: 400 });
  const steps = fc.array(
    fc.tuple(fc.constantFrom('insert', 'settle', 'move', 'delete', 'roll back', 'fold'), number, number),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      await sql`truncate payouts`;
      for (const [step, first, second] of taken) {
        const from = Math.min(first, second);
        const to = Math.max(first, second);
        const ids = Array.from({ length: to - from + 1 }, (_, n) => `po_${String(from + n)}`);
        if (step === 'insert') await insert(sql, from, to);
        if (step === 'settle')
          await sql`update payouts set settlement_posted_at = now() where payout_id = any(${ids})`;
        if (step === 'move')
          await sql`update payouts set status = 'in_transit', currency = 'isk' where payout_id = any(${ids})`;
        if (step === 'delete') await sql`delete from payouts where payout_id = any(${ids})`;
        if (step === 'fold') await sql`select fold_payout_counts()`;
        if (step === 'roll back')
          await sql
            .begin(async (tx) => {
              await insert(tx, from, to);
              throw new Error('rolled back');
            })
            .catch((error: unknown) => {
              expect(error).toMatchObject({ message: 'rolled back' });
            });
      }
      await expectTrueCounts();
    }),
    { numRuns: 25 },
  );
});

test('a writer never waits for another one’s counts, and what waits is folded in time', async () => {
  await sql`truncate payouts`;
  await sql.begin(async (first) => {
    await insert(first, 1, 2_000); // leaves more than a thousand differences behind, so it folds
    await sql.begin(async (second) => {
      await second`set local lock_timeout = '1s'`;
      await insert(second, 3_001, 5_000); // the same kinds and days: hot rows for a counter of the usual make
    });
  });
  await insert(sql, 6_001, 6_001);
  const [waiting] = await sql`select count(*)::int as count from payout_count_changes`;
  expect(waiting?.['count']).toBeLessThanOrEqual(1_000);
  await expectTrueCounts();
});

test('the application can read the counts and not write them', async () => {
  await sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx`select from payout_counts`;
    await expect(tx.savepoint((inner) => inner`update payout_counts set payouts = 0`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(tx.savepoint((inner) => inner`delete from payout_count_changes`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(tx.savepoint((inner) => inner`select fold_payout_counts()`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});
