import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { CHECKED_EVERY_MINUTES } from '../../ledger/invariant-standing.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from '../../ledger/test-ledger.fixture.ts';
import { SCHEDULE } from '../schedule.ts';
import { closeJobStage } from '../stage-job.ts';
import { checkInvariantsJob } from './check-invariants.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(async () => {
  await closeJobStage();
  await ledger.close();
});
beforeEach(() => ledger.empty());

const run = (checksLeft: number, scope: 'recent' | 'everything' = 'recent'): Promise<void> =>
  checkInvariantsJob({ scope, checksLeft }, AbortSignal.timeout(60_000));

/** The check that is staged to follow, taken off the queue. */
async function next(): Promise<unknown> {
  const [job] = await ledger.sql`
    delete from pgboss.job where name = 'check-invariants'
    returning data, extract(epoch from start_after - created_on)::int as seconds`;
  return job;
}

it('after a start the check follows itself a minute later, at most so often, until the books are filled and hold', async () => {
  await run(1);
  expect(await next()).toEqual({ data: { scope: 'recent', checksLeft: 0 }, seconds: 60 });
  await run(0);
  expect(await next()).toBeUndefined();

  await recordBalanceTransactions(ledger.ctx, [plainTransaction({ balanceTransactionId: 'txn_1' })]);
  await run(5);
  expect(await next()).toMatchObject({ data: { checksLeft: 4 } });

  await ledger.sql`insert into stripe_balances values ('acct_1Seller', 'usd', 1000, 0, 0, null, now())`;
  await run(5);
  expect(await next()).toBeUndefined();
});

it('what a check of all rows found is looked at again two minutes later, by a check of all rows', async () => {
  await recordBalanceTransactions(ledger.ctx, [plainTransaction({ balanceTransactionId: 'txn_1' })]);
  // As of a worker that had slept: true, and of yesterday.
  await ledger.sql`insert into stripe_balances values ('acct_1Seller', 'usd', 1000, 0, 0, null, now() - interval '14 hours')`;
  await run(2, 'everything');
  expect((await next()) as object).toEqual({ data: { scope: 'everything', checksLeft: 1 }, seconds: 120 });
  await ledger.sql`update stripe_balances set read_at = now()`;
  await run(1, 'everything');
  expect(await next()).toBeUndefined();
  const [newest] = await ledger.sql`
    select outcome, covers from invariant_results where invariant = 'agrees_with_stripe' order by ran_at desc limit 1`;
  expect(newest).toEqual({ outcome: 'held', covers: 'everything' });
});

it('is scheduled every ten minutes, and with its followers at the start', () => {
  const timed = SCHEDULE.find(({ key }) => key === 'recent');
  expect(timed).toMatchObject({
    cron: `*/${String(CHECKED_EVERY_MINUTES)} * * * *`,
    atStart: { payload: { checksLeft: 10 } },
  });
  expect(timed?.payload).not.toHaveProperty('checksLeft');
  // Daily, as the page says of checks of all rows.
  const full = SCHEDULE.find(({ key }) => key === 'everything');
  expect(full?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
  expect(full?.payload).toMatchObject({ checksLeft: 10 });
});
