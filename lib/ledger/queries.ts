import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { ledgerBalances } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency, type Currency } from '../money/currency.ts';
import { money, negate, subtract, sumByCurrency, type Money } from '../money/money.ts';
import { keyset, pageOf, type Page, type PageRequest } from '../paging.ts';
import { balancesAt, isNearerToStart, linesUntil } from './balances-at.ts';
import { CHART_OF_ACCOUNTS, LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import type { BookRow, LedgerAccountName, TrialBalance, TrialBalanceLine } from './types.ts';

/** Chart of accounts times the currencies of the world: about 5,000 lines at most. */
const TRIAL_BALANCE_LINES_MAX = 10_000;
/** Currencies in the world number about 180. */
const CURRENCIES_MAX = 200;

/** Name and side of a ledger account. A number outside the chart is shown as what it is, never hidden. */
export function ledgerAccountName(code: number): LedgerAccountName {
  const known = CHART_OF_ACCOUNTS.find((account) => account.code === code);
  return (
    known ?? {
      code,
      name: 'Not in the chart of accounts',
      normalSide: 'debit',
      explanation: 'This number was booked but the chart of this version does not know it.',
    }
  );
}

/** A balance as the account's normal side counts it. @param debitMinusCredit debits less credits */
export function onNormalSide(account: LedgerAccountName, debitMinusCredit: Money): Money {
  return account.normalSide === 'debit' ? debitMinusCredit : negate(debitMinusCredit);
}

/**
 * Trial balance per currency, of one book or over all books, from the running balances: now, or as it stood at `at`.
 * @throws DomainError `forbidden`
 */
export async function readTrialBalances(
  ctx: Context,
  book: { connectedAccountId?: string | undefined; currency?: string | undefined },
  at: Date | null = null,
): Promise<TrialBalance[]> {
  authorize(ctx, 'ledger.read');
  // Of one book the index finds the lines since; of all books the shorter half is read.
  const isFromStart = at !== null && book.connectedAccountId === undefined && (await isNearerToStart(at));
  const balances = isFromStart ? linesUntil(book, at) : balancesAt(book, at);
  const rows = await database().execute<{
    currency: string;
    code: number;
    debits: string;
    credits: string;
  }>(sql`
    select currency, ledger_account_code as code, sum(debits)::text as debits, sum(credits)::text as credits
    from ${balances} as balances
    group by currency, ledger_account_code order by currency, ledger_account_code
    limit ${TRIAL_BALANCE_LINES_MAX}`);
  const byCurrency = Map.groupBy(rows, (row) => row.currency);
  return [...byCurrency].map(([code, ofCurrency]) =>
    trialBalance(
      currency(code),
      ofCurrency.map((row) =>
        trialBalanceLine(currency(code), {
          code: row.code,
          debits: BigInt(row.debits),
          credits: BigInt(row.credits),
        }),
      ),
    ),
  );
}

function trialBalanceLine(
  code: Currency,
  row: { code: number; debits: bigint; credits: bigint },
): TrialBalanceLine {
  const ledgerAccount = ledgerAccountName(row.code);
  const debits = money(row.debits, code);
  const credits = money(row.credits, code);
  return { ledgerAccount, debits, credits, balance: onNormalSide(ledgerAccount, subtract(debits, credits)) };
}

function trialBalance(code: Currency, lines: readonly TrialBalanceLine[]): TrialBalance {
  const differences = lines.map(({ debits, credits }) => subtract(debits, credits));
  const [debitBalances = money(0n, code)] = sumByCurrency(differences.filter(({ amount }) => amount > 0n));
  const [creditBalances = money(0n, code)] = sumByCurrency(
    differences.filter(({ amount }) => amount < 0n).map(negate),
  );
  const difference = subtract(debitBalances, creditBalances);
  return { currency: code, lines, debitBalances, creditBalances, difference };
}

/** Books by account id and currency. @throws DomainError `forbidden` */
export async function listBooks(ctx: Context, request: PageRequest): Promise<Page<BookRow>> {
  authorize(ctx, 'ledger.read');
  const { where, orderBy } = keyset(
    'ascending',
    [
      { column: ledgerBalances.connectedAccountId, cast: 'text' },
      { column: ledgerBalances.currency, cast: 'text' },
    ],
    request.cursor,
  );
  const rows = await readBooks(where, orderBy, request.size + 1);
  return pageOf(request, rows, (row) => [row.connectedAccountId, row.currency]);
}

/** One book in each of its currencies; empty when nothing was ever booked. @throws DomainError `forbidden` */
export async function readBook(ctx: Context, connectedAccountId: string): Promise<BookRow[]> {
  authorize(ctx, 'ledger.read');
  const where = eq(ledgerBalances.connectedAccountId, connectedAccountId);
  return readBooks(where, [sql`${ledgerBalances.currency} asc`], CURRENCIES_MAX);
}

async function readBooks(where: SQL | undefined, orderBy: SQL[], limit: number): Promise<BookRow[]> {
  const balanceOf = (code: number): SQL<bigint> =>
    sql`coalesce(sum(${ledgerBalances.debits} - ${ledgerBalances.credits})
        filter (where ${ledgerBalances.ledgerAccountCode} = ${code}), 0)`.mapWith(BigInt);
  const books = await database()
    .select({
      connectedAccountId: ledgerBalances.connectedAccountId,
      currency: ledgerBalances.currency,
      available: balanceOf(LEDGER_ACCOUNT.available),
      pending: balanceOf(LEDGER_ACCOUNT.pending),
      onItsWay: balanceOf(LEDGER_ACCOUNT.onItsWay),
      reserved: balanceOf(LEDGER_ACCOUNT.riskReserve),
      postingCount: sql`sum(${ledgerBalances.postingCount})`.mapWith(BigInt),
    })
    .from(ledgerBalances)
    .where(where)
    .groupBy(ledgerBalances.connectedAccountId, ledgerBalances.currency)
    .orderBy(...orderBy)
    .limit(limit);
  const names = await namesOf(books.map((book) => book.connectedAccountId));
  return books.map((book) => {
    const code = currency(book.currency);
    return {
      connectedAccountId: book.connectedAccountId,
      connectedAccountName: names.get(book.connectedAccountId) ?? null,
      currency: code,
      available: money(book.available, code),
      pending: money(book.pending, code),
      onItsWay: money(book.onItsWay, code),
      reserved: money(book.reserved, code),
      postingCount: book.postingCount,
    };
  });
}

/** Name of the connected account whose book it is; null for the platform and for an id that nobody knows. @throws DomainError `forbidden` */
export async function readBookName(ctx: Context, connectedAccountId: string): Promise<string | null> {
  authorize(ctx, 'ledger.read');
  return (await namesOf([connectedAccountId])).get(connectedAccountId) ?? null;
}

/** Names of connected accounts; the platform and unknown ids have none. */
export async function namesOf(connectedAccountIds: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(connectedAccountIds)];
  if (ids.length === 0) return new Map();
  const rows = await database()
    .select({ id: connectedAccounts.connectedAccountId, name: connectedAccounts.displayName })
    .from(connectedAccounts)
    .where(inArray(connectedAccounts.connectedAccountId, ids))
    .limit(ids.length);
  return new Map(rows.map((row) => [row.id, row.name]));
}
