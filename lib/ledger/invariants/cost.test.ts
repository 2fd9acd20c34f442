import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction, type Transaction } from '../../db/transaction.ts';
import { executeSet } from '../execute-set.ts';
import { openTestLedger, type TestLedger } from '../test-ledger.fixture.ts';
import { agreesWithStripe } from './agrees-with-stripe.ts';
import { eventsProcessed } from './events-processed.ts';
import type { Verdict } from './invariant.ts';
import { checkEachMonth, type Month } from './months.ts';
import { trialBalance } from './trial-balance.ts';

const NOW = new Date();
const SCOPE = { now: NOW, from: null };
const HELD: Verdict = {
  outcome: 'held',
  rowsChecked: 0n,
  findingCount: 0,
  findings: [],
  noteCount: 0,
  notes: [],
};

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

/** How often this transaction read tables of that name, whole or by an index. */
async function scans(tx: Transaction, pattern: string): Promise<{ whole: bigint; all: bigint }> {
  const [row] = await executeSet<{ whole: bigint; all: bigint }>(
    tx,
    sql`select coalesce(sum(seq_scan), 0)::bigint as whole, coalesce(sum(seq_scan + idx_scan), 0)::bigint as all
        from pg_stat_xact_user_tables where relname ~ ${pattern}`,
  );
  return row ?? { whole: -1n, all: -1n };
}

async function months(from: Date | null = null): Promise<Month[]> {
  const visited: Month[] = [];
  await inTransaction((tx) =>
    checkEachMonth(tx, { now: NOW, from }, (month) => {
      visited.push(month);
      return Promise.resolve(HELD);
    }),
  );
  return visited;
}

it('the months come from the partitions, none of which is read for it', async () => {
  const read = await inTransaction(async (tx) => {
    await checkEachMonth(tx, SCOPE, () => Promise.resolve(HELD));
    return scans(tx, '^(postings|journal_entries|balance_transactions)_[0-9]');
  });
  expect(read.all).toBe(0n);
});

it('the months are whole, without a hole, and begin where they are asked to', async () => {
  const all = await months();
  expect(all.length).toBeGreaterThan(24);
  expect(all.slice(1).map(({ from }) => from)).toEqual(all.slice(0, -1).map(({ to }) => to));
  expect(all.some(({ from, to }) => from <= NOW.toISOString() && NOW.toISOString() < to)).toBe(true);
  const since = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() - 1, 1));
  expect((await months(since))[0]?.from).toBe(since.toISOString());
});

it('rows in a default partition, before and after all others, have their month too', async () => {
  for (const [id, at] of [
    ['txn_before', '2001-02-03T00:00:00Z'],
    ['txn_after', '2041-02-03T00:00:00Z'],
  ] as const)
    await ledger.sql`
      insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net, fee_details,
        type, reporting_category, balance_type, status, available_at)
      values (${id}, ${at}, 'platform', 'usd', 0, 0, 0, '[]', 'charge', 'charge', 'payments', 'pending', ${at})`;
  const all = await months();
  await ledger.empty();
  expect(all[0]?.from).toBe('2001-02-01T00:00:00.000Z');
  expect(all.at(-1)?.to).toBe('2041-03-01T00:00:00.000Z');
});

it('a timed check of what waits and what failed does not read the events that are done', async () => {
  await ledger.sql`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state)
    select 'evt_' || n, ${NOW}, 'platform', 'charge.succeeded', false, 'account', 'webhook', 'processed' from generate_series(1, 5000) as n`;
  await ledger.sql`analyze stripe_events`;
  const partition = `^stripe_events_${NOW.toISOString().slice(0, 7).replace('-', '_')}$`;
  const read = await inTransaction(async (tx) => {
    await eventsProcessed.check(tx, { ...SCOPE, from: NOW });
    return scans(tx, partition);
  });
  expect(read.all).toBeGreaterThan(0n);
  expect(read.whole).toBe(0n);
});

it('a timed check of the books reads no posting, and no balance transaction of other months', async () => {
  const from = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() - 1, 1));
  const month = from.toISOString().slice(0, 7).replace('-', '_');
  const read = await inTransaction(async (tx) => {
    // A backend keeps the counts of its last transactions for a while, so only the growth counts.
    const now = async () => ({
      postings: (await scans(tx, '^postings_([0-9]|default)')).all,
      old: await scansOfOldMonths(tx, month),
    });
    const before = await now();
    await trialBalance.check(tx, { now: NOW, from });
    await agreesWithStripe.check(tx, { now: NOW, from });
    const after = await now();
    return { postings: after.postings - before.postings, old: after.old - before.old };
  });
  expect(read).toEqual({ postings: 0n, old: 0n });
});

async function scansOfOldMonths(tx: Transaction, before: string): Promise<bigint> {
  const [row] = await executeSet<{ all: bigint }>(
    tx,
    sql`select coalesce(sum(seq_scan + idx_scan), 0)::bigint as all from pg_stat_xact_user_tables
        where relname ~ '^balance_transactions_[0-9]' and relname < ${`balance_transactions_${before}`}`,
  );
  return row?.all ?? -1n;
}

it('a full check of the books reads every month', async () => {
  const read = await inTransaction(async (tx) => {
    await trialBalance.check(tx, SCOPE);
    return scans(tx, '^postings_[0-9]');
  });
  expect(read.all).toBeGreaterThan(24n);
});
