import { and, eq, sql, type SQL } from 'drizzle-orm';
import { ledgerBalances, postings } from '#drizzle/schema/ledger.ts';
import { database } from '../db/client.ts';

/** Whose lines; `undefined` means any. */
export type BalanceScope = {
  readonly connectedAccountId?: string | undefined;
  readonly currency?: string | undefined;
  readonly code?: number | undefined;
};

/** `connected_account_id, currency, ledger_account_code, debits, credits, posting_count` of running balances. */
export type BalanceColumns = {
  connected_account_id: string;
  currency: string;
  ledger_account_code: number;
  debits: string;
  credits: string;
  posting_count: string;
};

function inScope(table: typeof ledgerBalances | typeof postings, scope: BalanceScope): SQL | undefined {
  return and(
    scope.connectedAccountId === undefined
      ? undefined
      : eq(table.connectedAccountId, scope.connectedAccountId),
    scope.currency === undefined ? undefined : eq(table.currency, scope.currency),
    scope.code === undefined ? undefined : eq(table.ledgerAccountCode, scope.code),
  );
}

const whole = (condition: SQL | undefined): SQL =>
  condition === undefined ? sql`` : sql`where ${condition}`;

const LINE_SUMS = sql`
  connected_account_id, currency, ledger_account_code,
  coalesce(sum(amount) filter (where side = 'debit'), 0) as debits,
  coalesce(sum(amount) filter (where side = 'credit'), 0) as credits, count(*) as posting_count`;

/** The same from the other end: every line up to then. */
export function linesUntil(scope: BalanceScope, at: Date): SQL<BalanceColumns> {
  const until = and(
    inScope(postings, scope),
    sql`${postings.effectiveAt} <= ${at.toISOString()}::timestamptz`,
  );
  return sql<BalanceColumns>`(
    select ${LINE_SUMS} from ${postings} where ${until}
    group by connected_account_id, currency, ledger_account_code)`;
}

/**
 * Whether fewer lines lie before an instant than after it, by the planner's estimates of the monthly partitions: which
 * end is nearer decides only the time that it takes. One that was never analysed counts as empty.
 */
export async function isNearerToStart(at: Date): Promise<boolean> {
  const [lines] = await database().execute<{ before: number; since: number }>(sql`
    select coalesce(sum(greatest(reltuples, 0)) filter (where month < ${at.toISOString()}::timestamptz), 0)::float8
             - coalesce(max(greatest(reltuples, 0)) filter (where month = date_trunc('month', ${at.toISOString()}::timestamptz)), 0)::float8 as before,
           coalesce(sum(greatest(reltuples, 0)) filter (where month > ${at.toISOString()}::timestamptz), 0)::float8 as since
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    cross join lateral (select to_timestamp(substring(relname from '[0-9]{4}_[0-9]{2}$'), 'YYYY_MM') as month) as named
    where inhparent = 'postings'::regclass`);
  return lines !== undefined && lines.before < lines.since;
}

/**
 * Running balances at an instant, as a subquery: what is kept now less every line that took effect after it. Exact
 * however late a line was booked, and in one statement, so that a booking meanwhile is on both sides or on neither.
 * It reads as many lines as took effect since: of one book by index, of all books by the ranges of `effective_at`.
 * @param at lines of this very instant count; null for now
 */
export function balancesAt(scope: BalanceScope, at: Date | null): SQL<BalanceColumns> {
  const kept = sql`
    select ${ledgerBalances.connectedAccountId}, ${ledgerBalances.currency}, ${ledgerBalances.ledgerAccountCode},
           ${ledgerBalances.debits}, ${ledgerBalances.credits}, ${ledgerBalances.postingCount}
    from ${ledgerBalances} ${whole(inScope(ledgerBalances, scope))}`;
  if (at === null) return sql<BalanceColumns>`(${kept})`;
  const since = and(
    inScope(postings, scope),
    sql`${postings.effectiveAt} > ${at.toISOString()}::timestamptz`,
  );
  return sql<BalanceColumns>`(
    select connected_account_id, currency, ledger_account_code,
           sum(debits) as debits, sum(credits) as credits, sum(posting_count) as posting_count
    from (
      ${kept}
      union all
      select connected_account_id, currency, ledger_account_code, -debits, -credits, -posting_count
      from (select ${LINE_SUMS} from ${postings} where ${since}
            group by connected_account_id, currency, ledger_account_code) as since
    ) as parts
    group by connected_account_id, currency, ledger_account_code
    -- An account that was not used yet did not exist then.
    having sum(posting_count) <> 0 or sum(debits) <> 0 or sum(credits) <> 0)`;
}
