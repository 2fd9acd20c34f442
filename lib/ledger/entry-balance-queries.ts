import { sql } from 'drizzle-orm';
import { journalEntries, ledgerBalances, postings } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { add, money, negate } from '../money/money.ts';
import { isNearerToStart } from './balances-at.ts';
import { ledgerAccountName, onNormalSide } from './queries.ts';
import type { EntryBalance, JournalEntryDetail } from './types.ts';

/**
 * What one entry did to each ledger account it touches: the balance before its first line there and after its last, in
 * the order of the account's statement. One statement, so that a booking meanwhile is on both sides or on neither; it
 * reads the lines of these accounts that lie before or after the entry, whichever are fewer.
 * @throws DomainError `forbidden`
 */
export async function readEntryBalances(ctx: Context, entry: JournalEntryDetail): Promise<EntryBalance[]> {
  authorize(ctx, 'ledger.read');
  const { journalEntryId, connectedAccountId, currency: code } = entry;
  const place = sql`(line.effective_at, line.journal_entry_id)`;
  const own = sql`(select effective_at from ${journalEntries} where journal_entry_id = ${journalEntryId} limit 1)`;
  const sum = (compared: '<' | '>=') => sql`
    (select coalesce(sum(case line.side when 'debit' then line.amount else -line.amount end), 0) from ${postings} as line
     where line.connected_account_id = balance.connected_account_id and line.currency = balance.currency
       and line.ledger_account_code = balance.ledger_account_code
       and ${place} ${sql.raw(compared)} (${own}, ${journalEntryId}))`;
  const before = (await isNearerToStart(entry.effectiveAt))
    ? sum('<')
    : sql`balance.debits - balance.credits - ${sum('>=')}`;
  const codes = [...new Set(entry.postings.map(({ ledgerAccount }) => ledgerAccount.code))];
  const rows = await database().execute<{ code: number; before: string }>(sql`
    select balance.ledger_account_code as code, (${before})::text as before
    from ${ledgerBalances} as balance
    where balance.connected_account_id = ${connectedAccountId} and balance.currency = ${code}
      and balance.ledger_account_code in (${sql.join(
        codes.map((one) => sql`${one}`),
        sql`, `,
      )})
    order by balance.ledger_account_code`);
  return rows.map((row) => {
    const ledgerAccount = ledgerAccountName(row.code);
    const stood = money(BigInt(row.before), code);
    const change = entry.postings
      .filter((line) => line.ledgerAccount.code === row.code)
      .reduce(
        (total, { side, amount }) => add(total, side === 'debit' ? amount : negate(amount)),
        money(0n, code),
      );
    return {
      ledgerAccount,
      before: onNormalSide(ledgerAccount, stood),
      change: onNormalSide(ledgerAccount, change),
      after: onNormalSide(ledgerAccount, add(stood, change)),
    };
  });
}
