import { and, eq, sql, type SQL } from 'drizzle-orm';
import { postings } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import { fromUnixSeconds } from '../clock.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { currency, type Currency } from '../money/currency.ts';
import { add, money, negate, subtract, type Money } from '../money/money.ts';
import { keyset, pageOf, type PageRequest } from '../paging.ts';
import { balancesAt } from './balances-at.ts';
import { ledgerAccountName, namesOf, onNormalSide } from './queries.ts';
import type { LedgerAccountName, LedgerStatement, Side, StatementLine } from './types.ts';

/** `at`: as the account stood then, lines of that very instant included; null for now. */
export type StatementAddress = {
  connectedAccountId: string;
  currency: string;
  code: number;
  at?: Date | null;
};

type FoundLine = {
  journal_entry_id: string;
  line: number;
  effective_key: string;
  effective_seconds: number;
  description: string;
  kind: string;
  side: Side;
  amount: string;
  debits: string;
  credits: string;
  newer: string;
};

type KeyedLine = StatementLine & { readonly key: readonly string[] };

/**
 * Statement of one ledger account of one book, newest first, with the balance after each line.
 * The balance is the running total less every newer line, all read in one statement, so that a posting that commits
 * meanwhile cannot make the column disagree with the head. With `at`, lines after it are counted but not shown.
 * @throws DomainError `forbidden`; `not_found` when nothing was ever booked there
 */
export async function readLedgerStatement(
  ctx: Context,
  address: StatementAddress,
  request: PageRequest,
): Promise<LedgerStatement> {
  authorize(ctx, 'ledger.read');
  const { where, orderBy } = keyset(
    'descending',
    [
      { column: postings.effectiveAt, cast: 'timestamptz' },
      { column: postings.journalEntryId, cast: 'text' },
      { column: postings.line, cast: 'smallint' },
    ],
    request.cursor,
  );
  const found = [
    ...(await database().execute<FoundLine>(statementSql(address, where, orderBy, request.size))),
  ];
  if (request.cursor?.direction === 'previous') found.reverse();
  const head = found[0] ?? (await readTotals(address));
  if (!head) throw new DomainError('not_found', 'Nothing was booked to this ledger account of this book.');
  const code = currency(address.currency);
  const ledgerAccount = ledgerAccountName(address.code);
  const debits = money(BigInt(head.debits), code);
  const credits = money(BigInt(head.credits), code);
  const total = subtract(debits, credits);
  const lines = withBalances(ledgerAccount, code, total, found);
  if (request.cursor?.direction === 'previous') lines.reverse();
  const page = pageOf(request, lines, (line) => line.key);
  const names = await namesOf([address.connectedAccountId]);
  return {
    ledgerAccount,
    connectedAccountId: address.connectedAccountId,
    connectedAccountName: names.get(address.connectedAccountId) ?? null,
    currency: code,
    debits,
    credits,
    balance: onNormalSide(ledgerAccount, total),
    lines: page,
  };
}

/** The `newer` of the newest line on the page is what was booked after it; older lines follow by subtraction. */
function statementSql(
  address: StatementAddress,
  where: SQL | undefined,
  orderBy: SQL[],
  size: number,
): SQL<FoundLine> {
  const { at = null } = address;
  const ofAccount = and(
    eq(postings.connectedAccountId, address.connectedAccountId),
    eq(postings.currency, address.currency),
    eq(postings.ledgerAccountCode, address.code),
  );
  const until = at === null ? undefined : sql`${postings.effectiveAt} <= ${at.toISOString()}::timestamptz`;
  const order = sql.join(orderBy, sql`, `);
  return sql<FoundLine>`
    with page as materialized (
      select journal_entry_id, line, occurred_at, effective_at, side, amount, row_number() over (order by ${order}) as place
      from postings where ${and(ofAccount, until, where)} order by ${order} limit ${size + 1}
    ), top as (
      select effective_at, journal_entry_id, line from page
      order by effective_at desc, journal_entry_id desc, line desc limit 1
    ), total as (
      select debits, credits from ${balancesAt(scopeOf(address), at)} as balances
    ), newer as (
      select coalesce(sum(case side when 'debit' then amount else -amount end), 0) as difference
      from postings
      where ${and(ofAccount, until)}
        and (effective_at, journal_entry_id, line) > (select effective_at, journal_entry_id, line from top)
    )
    select page.journal_entry_id, page.line, page.effective_at::text as effective_key,
           extract(epoch from page.effective_at)::float8 as effective_seconds, entry.description, entry.kind,
           page.side, page.amount::text, total.debits::text, total.credits::text, newer.difference::text as newer
    from page
    join journal_entries as entry
      on entry.journal_entry_id = page.journal_entry_id and entry.occurred_at = page.occurred_at
    cross join total cross join newer
    order by page.place`;
}

function withBalances(
  ledgerAccount: LedgerAccountName,
  code: Currency,
  total: Money,
  newestFirst: readonly FoundLine[],
): KeyedLine[] {
  let balance = subtract(total, money(BigInt(newestFirst[0]?.newer ?? '0'), code));
  return newestFirst.map((row) => {
    const amount = money(BigInt(row.amount), code);
    const balanceAfter = onNormalSide(ledgerAccount, balance);
    balance = add(balance, row.side === 'debit' ? negate(amount) : amount);
    return {
      journalEntryId: row.journal_entry_id,
      line: row.line,
      effectiveAt: fromUnixSeconds(row.effective_seconds),
      description: row.description,
      kind: row.kind,
      side: row.side,
      amount,
      balanceAfter,
      key: [row.effective_key, row.journal_entry_id, String(row.line)],
    };
  });
}

const scopeOf = ({ connectedAccountId, currency: code, code: ledgerAccountCode }: StatementAddress) => ({
  connectedAccountId,
  currency: code,
  code: ledgerAccountCode,
});

async function readTotals(
  address: StatementAddress,
): Promise<{ debits: string; credits: string } | undefined> {
  const [totals] = await database().execute<{ debits: string; credits: string }>(sql`
    select debits::text, credits::text from ${balancesAt(scopeOf(address), address.at ?? null)} as balances limit 1`);
  if (totals !== undefined || (address.at ?? null) === null) return totals;
  // Something is booked there, but later: empty then, not unknown.
  return (await readTotals({ ...address, at: null })) === undefined
    ? undefined
    : { debits: '0', credits: '0' };
}
