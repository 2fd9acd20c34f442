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

const run = (checksLeft: number): Promise<void> =>
  checkInvariantsJob({ scope: 'recent', checksLeft }, AbortSignal.timeout(60_000));

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

it('is scheduled every ten minutes, and with its followers at the start', () => {
  const timed = SCHEDULE.find(({ key }) => key === 'recent');
  expect(timed).toMatchObject({
    cron: `*/${String(CHECKED_EVERY_MINUTES)} * * * *`,
    atStart: { payload: { checksLeft: 10 } },
  });
  expect(timed?.payload).not.toHaveProperty('checksLeft');
  // Daily, as the page says of checks of all rows.
  expect(SCHEDULE.find(({ key }) => key === 'everything')?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
});
