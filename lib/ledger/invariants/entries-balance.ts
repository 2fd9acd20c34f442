import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { countRows, findOffences, verdict, type Invariant, type Verdict } from './invariant.ts';
import { checkEachMonth, type Month } from './months.ts';

async function checkMonth(tx: Transaction, { from, to }: Month): Promise<Verdict> {
  const rowsChecked = await countRows(
    tx,
    sql`select count(*) from journal_entries where occurred_at >= ${from} and occurred_at < ${to}`,
  );
  const found = await findOffences(
    tx,
    sql`
    select coalesce(entry.journal_entry_id, lines.journal_entry_id) as id,
           case when entry.journal_entry_id is null then 'Postings without their journal entry.'
                when lines.journal_entry_id is null then 'A journal entry without postings.'
                when lines.count <> entry.posting_count
                  then format('%s postings are stored, the entry was booked with %s.', lines.count, entry.posting_count)
                when lines.difference <> 0 then format('Debits exceed credits by %s %s.', lines.difference, entry.currency)
                else 'A posting belongs to another book, currency or time than its entry.' end as text
    from (select journal_entry_id, occurred_at, effective_at, connected_account_id, currency, posting_count
          from journal_entries where occurred_at >= ${from} and occurred_at < ${to}) as entry
    full join (
      select journal_entry_id, occurred_at, count(*) as count,
             sum(case side when 'debit' then amount else -amount end) as difference,
             min(connected_account_id) as owner, max(connected_account_id) as other_owner,
             min(currency) as currency, max(currency) as other_currency,
             min(effective_at) as effective_at, max(effective_at) as other_effective_at
      from postings where occurred_at >= ${from} and occurred_at < ${to}
      group by journal_entry_id, occurred_at
    ) as lines on lines.journal_entry_id = entry.journal_entry_id and lines.occurred_at = entry.occurred_at
    where entry.journal_entry_id is null or lines.journal_entry_id is null
       or lines.count <> entry.posting_count or lines.difference <> 0
       or (lines.owner, lines.other_owner) <> (entry.connected_account_id, entry.connected_account_id)
       or (lines.currency, lines.other_currency) <> (entry.currency, entry.currency)
       or (lines.effective_at, lines.other_effective_at) <> (entry.effective_at, entry.effective_at)`,
  );
  return verdict(rowsChecked, found);
}

export const entriesBalance: Invariant = {
  name: 'entries_balance',
  promise: 'Every journal entry balances in its currency and has all of its postings.',
  timed: 'entries since {from}',
  limit: null,
  check: (tx, scope) => checkEachMonth(tx, scope, (month) => checkMonth(tx, month)),
};
