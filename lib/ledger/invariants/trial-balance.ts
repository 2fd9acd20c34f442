import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { allOf, countRows, findOffences, verdict, type Invariant, type Verdict } from './invariant.ts';

/** Whole table: every posting once. */
async function checkRunningBalances(tx: Transaction): Promise<Verdict> {
  // Both sides in one statement, so that a booking in between cannot look like a difference.
  const found = await findOffences(
    tx,
    sql`
    select coalesce(kept.connected_account_id, summed.connected_account_id) || ' '
             || coalesce(kept.currency, summed.currency) || ' '
             || coalesce(kept.ledger_account_code, summed.ledger_account_code) as id,
           format('The running balance says debits %s, credits %s; the postings sum to debits %s, credits %s.',
                  coalesce(kept.debits, 0), coalesce(kept.credits, 0), coalesce(summed.debits, 0), coalesce(summed.credits, 0)) as text
    from ledger_balances as kept
    full join (
      select connected_account_id, currency, ledger_account_code,
             coalesce(sum(amount) filter (where side = 'debit'), 0) as debits,
             coalesce(sum(amount) filter (where side = 'credit'), 0) as credits, count(*) as posting_count
      from postings group by connected_account_id, currency, ledger_account_code
    ) as summed using (connected_account_id, currency, ledger_account_code)
    where (kept.debits, kept.credits, kept.posting_count) is distinct from (summed.debits, summed.credits, summed.posting_count)`,
  );
  const rowsChecked = await countRows(
    tx,
    sql`select coalesce(sum(posting_count), 0)::bigint as count from ledger_balances`,
  );
  return verdict(rowsChecked, found);
}

/** A row per book, currency and ledger account, however many lines lie under it. */
async function checkBooks(tx: Transaction): Promise<Verdict> {
  const found = await findOffences(
    tx,
    sql`
    select connected_account_id || ' ' || currency as id,
           format('Debits exceed credits by %s.', sum(debits) - sum(credits)) as text
    from ledger_balances group by connected_account_id, currency having sum(debits) <> sum(credits)`,
  );
  const rowsChecked = await countRows(tx, sql`select count(*) from ledger_balances`);
  return verdict(rowsChecked, found);
}

export const trialBalance: Invariant = {
  name: 'trial_balance',
  promise: 'Running balances equal the sum of their postings, and each book’s debits equal its credits.',
  timed: 'the running balances of all books, not the postings under them',
  limit: null,
  check: async (tx, { from }) => {
    const books = await checkBooks(tx);
    if (from !== null) return books;
    const running = await checkRunningBalances(tx);
    return { ...allOf([running, books]), rowsChecked: running.rowsChecked };
  },
};
