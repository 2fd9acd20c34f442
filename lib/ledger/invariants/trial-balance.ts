import { sql } from 'drizzle-orm';
import { allOf, countRows, findOffences, verdict, type Invariant } from './invariant.ts';

const BOOK = sql`connected_account_id || ' ' || currency`;

export const trialBalance: Invariant = {
  name: 'trial_balance',
  promise: 'Running balances equal the sum of their postings, and each book’s debits equal its credits.',
  check: async (tx) => {
    // Both sides in one statement, so that a booking in between cannot look like a difference.
    const running = await findOffences(
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
    const books = await findOffences(
      tx,
      sql`
      select ${BOOK} as id, format('Debits exceed credits by %s.', sum(debits) - sum(credits)) as text
      from ledger_balances group by connected_account_id, currency having sum(debits) <> sum(credits)`,
    );
    const rowsChecked = await countRows(
      tx,
      sql`select coalesce(sum(posting_count), 0)::bigint as count from ledger_balances`,
    );
    return allOf([verdict(rowsChecked, running), verdict(0n, books)]);
  },
};
