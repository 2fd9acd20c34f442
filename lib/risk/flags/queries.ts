import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import {
  cappedCount,
  COUNT_MAX,
  keyset,
  pageOf,
  type CappedCount,
  type Page,
  type PageRequest,
} from '../../paging.ts';
import type { FacetCount } from '../../tables/types.ts';
import { RISK_ACTIONS } from '../rules/rule-text.ts';
import {
  FLAG_CAUSES,
  RISK_FLAG_STATES,
  type RiskFlagFilter,
  type RiskFlagList,
  type RiskFlagRow,
  type RiskFlagSort,
} from '../types.ts';
import { CHOICES, matches, planFlagSearch, type Choice, type FlagSearch } from './flag-search.ts';

type Row = {
  id: string;
  account: string;
  name: string | null;
  lock: string | null;
  state: RiskFlagRow['state'];
  cause: RiskFlagRow['cause'];
  action: RiskFlagRow['action'];
  score: number;
  exposure: string;
  currency: string;
  opened_at: string;
  due_at: string;
  snoozed_until: string | null;
  closed_at: string | null;
  closed_because: RiskFlagRow['closedBecause'];
  assessment: string;
};

const OPENED_KEY = sql`to_char(flag.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export const FLAG_COLUMNS = sql`flag.risk_flag_id as id, flag.connected_account_id as account, account.display_name as name,
  account.lock_strength as lock, flag.state, flag.cause, flag.action, flag.score, flag.exposure::text, flag.currency,
  ${OPENED_KEY} as opened_at, flag.due_at::text, case when flag.snoozed_until > now() then flag.snoozed_until::text end as snoozed_until, flag.closed_at::text, flag.closed_because,
  flag.risk_assessment_id as assessment`;

export function flagRow(row: Row): RiskFlagRow {
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    riskFlagId: row.id,
    connectedAccountId: row.account,
    accountName: row.name ?? row.account,
    lockStrength: row.lock ?? 'unknown',
    state: row.state,
    cause: row.cause,
    action: row.action,
    score: row.score,
    exposure: money(BigInt(row.exposure), currencyCode(row.currency)),
    openedAt: new Date(row.opened_at),
    openedKey: row.opened_at,
    dueAt: new Date(row.due_at),
    snoozedUntil: instant(row.snoozed_until),
    closedAt: instant(row.closed_at),
    closedBecause: row.closed_because,
    riskAssessmentId: row.assessment,
  };
}

/** For the queries of this folder, which ask who may. */
export async function readFlagsWhere(where: SQL, rest: SQL): Promise<RiskFlagRow[]> {
  const rows = await database().execute<Row>(sql`
    select ${FLAG_COLUMNS} from risk_flags as flag left join connected_accounts as account using (connected_account_id)
    where ${where} ${rest}`);
  return rows.map(flagRow);
}

async function readPage(
  search: FlagSearch,
  sort: RiskFlagSort,
  request: PageRequest,
): Promise<Page<RiskFlagRow>> {
  const { where, orderBy } = keyset(
    sort === 'newest' ? 'descending' : 'ascending',
    [
      { column: sql`flag.opened_at`, cast: 'timestamptz' },
      { column: sql`flag.risk_flag_id`, cast: 'text' },
    ],
    request.cursor,
  );
  const rows = await readFlagsWhere(
    sql`${matches(search, true)} and ${where ?? sql`true`}`,
    sql`order by ${sql.join(orderBy, sql`, `)} limit ${request.size + 1}`,
  );
  return pageOf(request, rows, ({ openedKey, riskFlagId }) => [openedKey, riskFlagId]);
}

/** One page of flags. @throws DomainError `forbidden`; `precondition_failed` for words of too many names */
export async function listRiskFlags(
  ctx: Context,
  filter: RiskFlagFilter,
  sort: RiskFlagSort,
  request: PageRequest,
): Promise<Page<RiskFlagRow>> {
  authorize(ctx, 'risk.read');
  return readPage(await planFlagSearch(filter), sort, request);
}

/** One page with the counts of every facet and of all that match. @throws DomainError as `listRiskFlags` */
export async function readRiskFlagList(
  ctx: Context,
  filter: RiskFlagFilter,
  sort: RiskFlagSort,
  request: PageRequest,
): Promise<RiskFlagList> {
  authorize(ctx, 'risk.read');
  const search = await planFlagSearch(filter);
  const [page, facets, { count, sums }] = await Promise.all([
    readPage(search, sort, request),
    countFacets(search),
    readTotals(search),
  ]);
  return { page, facets, count, sums };
}

/** Number of flags that match. @throws DomainError as `listRiskFlags` */
export async function countRiskFlags(ctx: Context, filter: RiskFlagFilter): Promise<CappedCount> {
  authorize(ctx, 'risk.read');
  return (await readTotals(await planFlagSearch(filter))).count;
}

/** Ids of all flags that match, newest first. @param max how many are wanted at most @throws DomainError as `listRiskFlags` */
export async function listMatchingFlagIds(
  ctx: Context,
  filter: RiskFlagFilter,
  max: number,
): Promise<string[]> {
  authorize(ctx, 'risk.read');
  const search = await planFlagSearch(filter);
  const rows = await database().execute<{ id: string }>(sql`
    select flag.risk_flag_id as id from risk_flags as flag where ${matches(search, true)}
    order by flag.opened_at desc, flag.risk_flag_id desc limit ${max}`);
  return rows.map(({ id }) => id);
}

/** How many flags of the filter were opened after one that its reader has seen. @throws DomainError as `listRiskFlags` */
export async function countNewerRiskFlags(
  ctx: Context,
  filter: RiskFlagFilter,
  newest: { key: string; id: string },
): Promise<number> {
  authorize(ctx, 'risk.read');
  const search = await planFlagSearch(filter);
  const [found] = await database().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from risk_flags as flag where ${matches(search, true)}
        and (flag.opened_at, flag.risk_flag_id) > (${newest.key}::timestamptz, ${newest.id}) limit 100) as newer`);
  return found?.count ?? 0;
}

/** Some flags as they are now, in no order; unknown ids are left out. @throws DomainError `forbidden` */
export async function readRiskFlags(ctx: Context, ids: readonly string[]): Promise<RiskFlagRow[]> {
  authorize(ctx, 'risk.read');
  if (ids.length === 0) return [];
  return readFlagsWhere(
    sql`flag.risk_flag_id = any(${sql.param([...ids])}::text[])`,
    sql`limit ${ids.length}`,
  );
}

/** A connected account's flags that are not over. @throws DomainError `forbidden` */
export async function listOpenFlagsOfAccount(
  ctx: Context,
  connectedAccountId: string,
): Promise<RiskFlagRow[]> {
  authorize(ctx, 'risk.read');
  return readFlagsWhere(
    sql`flag.connected_account_id = ${connectedAccountId} and flag.state <> 'closed'`,
    sql`order by flag.opened_at desc, flag.risk_flag_id limit 20`,
  );
}

/** How many match and what is at risk in them, exact while they are few. */
async function readTotals(search: FlagSearch): Promise<Pick<RiskFlagList, 'count' | 'sums'>> {
  const rows = await database().execute<{ currency: string; count: number; sum: string }>(sql`
    select currency, count(*)::int as count, sum(exposure)::text as sum from (
      select currency, exposure from risk_flags as flag where ${matches(search, true)} limit ${COUNT_MAX + 1}) as found
    group by currency order by currency`);
  const count = cappedCount(rows.reduce((all, row) => all + row.count, 0));
  if (count.isCapped) return { count, sums: null };
  return { count, sums: rows.map(({ currency, sum }) => money(BigInt(sum), currencyCode(currency))) };
}

/** Exact while few are in range; beyond, no number is better than one that takes seconds. */
async function countFacets(search: FlagSearch): Promise<RiskFlagList['facets']> {
  const kinds = await database().execute<Record<Choice, string> & { count: number }>(sql`
    select state, cause, action, currency, count(*)::int as count from (
      select flag.* from risk_flags as flag where ${matches(search, false)} limit ${COUNT_MAX + 1}) as flag
    group by 1, 2, 3, 4`);
  const isCounted = kinds.reduce((sum, { count }) => sum + count, 0) <= COUNT_MAX;
  const { filter } = search;
  const facet = (of: Choice, values: readonly string[]): FacetCount[] =>
    values.map((value) => ({
      value,
      count: isCounted
        ? cappedCount(
            kinds
              .filter(
                (kind) =>
                  kind[of] === value &&
                  CHOICES.every(
                    (one) => one === of || filter[one] === undefined || filter[one] === kind[one],
                  ),
              )
              .reduce((sum, { count }) => sum + count, 0),
          )
        : null,
    }));
  return {
    state: facet('state', RISK_FLAG_STATES),
    cause: facet('cause', FLAG_CAUSES),
    action: facet('action', RISK_ACTIONS),
    currency: facet('currency', [...new Set(kinds.map(({ currency }) => currency))].sort()),
  };
}
