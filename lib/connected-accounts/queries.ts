import { and, desc, eq, ilike, or, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { cappedCount, COUNT_MAX, keyset, pageOf, type Page, type PageRequest } from '../paging.ts';
import {
  LOCK_STRENGTHS,
  REQUIREMENT_STATES,
  type ConnectedAccountFacets,
  type ConnectedAccountFilter,
  type ConnectedAccountRow,
  type RequirementState,
} from './types.ts';

const COUNTRIES_MAX = 300;

const listLength = (field: string): SQL =>
  sql`jsonb_array_length(case jsonb_typeof(${connectedAccounts.requirements}->${field})
      when 'array' then ${connectedAccounts.requirements}->${field} else '[]'::jsonb end)`;

/** Restricted is what Stripe has already switched off; the rest is what it still asks for. */
const requirementState = sql<RequirementState>`case
    when ${connectedAccounts.disabledReason} is not null then 'restricted'
    when ${listLength('past_due')} > 0 then 'past_due'
    when ${listLength('currently_due')} > 0 then 'due'
    else 'clear' end`;

export const connectedAccountColumns = {
  connectedAccountId: connectedAccounts.connectedAccountId,
  displayName: connectedAccounts.displayName,
  country: connectedAccounts.country,
  defaultCurrency: connectedAccounts.defaultCurrency,
  lockStrength: connectedAccounts.lockStrength,
  chargesEnabled: connectedAccounts.chargesEnabled,
  payoutsEnabled: connectedAccounts.payoutsEnabled,
  requirementState,
  requirementsDue: sql`${listLength('currently_due')}`.mapWith(Number),
  currentDeadline: connectedAccounts.currentDeadline,
  disabledReason: connectedAccounts.disabledReason,
  payoutInterval: connectedAccounts.payoutInterval,
  createdAtStripe: connectedAccounts.createdAtStripe,
  deauthorizedAt: connectedAccounts.deauthorizedAt,
  readAt: connectedAccounts.readAt,
};

/** One page of connected accounts, newest first. @throws DomainError `forbidden` */
export async function listConnectedAccounts(
  ctx: Context,
  filter: ConnectedAccountFilter,
  request: PageRequest,
): Promise<Page<ConnectedAccountRow>> {
  authorize(ctx, 'connected_accounts.read');
  const { where, orderBy } = keyset(
    'descending',
    [
      { column: connectedAccounts.createdAtStripe, cast: 'timestamptz' },
      { column: connectedAccounts.connectedAccountId, cast: 'text' },
    ],
    request.cursor,
  );
  const rows = await database()
    .select(connectedAccountColumns)
    .from(connectedAccounts)
    .where(and(conditions(filter), where))
    .orderBy(...orderBy)
    .limit(request.size + 1);
  return pageOf(request, rows, (row) => [row.createdAtStripe.toISOString(), row.connectedAccountId]);
}

/** How many connected accounts each further choice would leave. @throws DomainError `forbidden` */
export async function countConnectedAccountFacets(
  ctx: Context,
  filter: ConnectedAccountFilter,
): Promise<ConnectedAccountFacets> {
  authorize(ctx, 'connected_accounts.read');
  const conditionsWithout = (own: keyof ConnectedAccountFilter): SQL | undefined =>
    conditions({ ...filter, [own]: undefined });
  const lock = sql<string>`${connectedAccounts.lockStrength}`;
  const country = sql<string>`coalesce(${connectedAccounts.country}, '')`;
  const enabled = sql<string>`${connectedAccounts.payoutsEnabled}::text`;
  const [byLock, byCountry, byEnabled, byState] = await Promise.all([
    countBy(lock, conditionsWithout('lockStrength')),
    countBy(country, conditionsWithout('country')),
    countBy(enabled, conditionsWithout('payoutsEnabled')),
    countBy(requirementState, conditionsWithout('requirementState')),
  ]);
  const inOrder = (values: readonly string[], counts: Map<string, number>) =>
    values.map((value) => ({ value, count: cappedCount(counts.get(value) ?? 0) }));
  return {
    lockStrength: inOrder(LOCK_STRENGTHS, byLock),
    country: inOrder([...byCountry.keys()].filter((code) => code !== '').sort(), byCountry),
    payoutsEnabled: inOrder(['true', 'false'], byEnabled),
    requirementState: inOrder(REQUIREMENT_STATES, byState),
  };
}

/** Number of matching accounts, counted to `COUNT_MAX`. @throws DomainError `forbidden` */
export async function countConnectedAccounts(
  ctx: Context,
  filter: ConnectedAccountFilter,
): Promise<ReturnType<typeof cappedCount>> {
  authorize(ctx, 'connected_accounts.read');
  const matching = database()
    .select({ one: sql`1` })
    .from(connectedAccounts)
    .where(conditions(filter))
    .limit(COUNT_MAX + 1)
    .as('matching');
  return cappedCount(await database().$count(matching));
}

/** There are far fewer accounts than payouts, so these counts read each matching account once. */
async function countBy(value: SQL<string>, where: SQL | undefined): Promise<Map<string, number>> {
  const matching = database()
    .select({ value: value.as('value') })
    .from(connectedAccounts)
    .where(where)
    .as('matching');
  const rows = await database()
    .select({ value: matching.value, count: sql`count(*)`.mapWith(Number) })
    .from(matching)
    .groupBy(matching.value)
    .orderBy(desc(sql`count(*)`), matching.value)
    .limit(COUNTRIES_MAX);
  return new Map(rows.map((row) => [row.value, row.count]));
}

function conditions(filter: ConnectedAccountFilter): SQL | undefined {
  return and(
    filter.lockStrength === undefined
      ? undefined
      : sql`${connectedAccounts.lockStrength} = ${filter.lockStrength}`,
    filter.country === undefined ? undefined : eq(connectedAccounts.country, filter.country),
    filter.payoutsEnabled === undefined
      ? undefined
      : eq(connectedAccounts.payoutsEnabled, filter.payoutsEnabled),
    filter.requirementState === undefined ? undefined : sql`${requirementState} = ${filter.requirementState}`,
    filter.text === undefined ? undefined : nameOrId(filter.text),
  );
}

function nameOrId(text: string): SQL | undefined {
  const literal = text.replaceAll(/[\\%_]/g, String.raw`\$&`);
  return or(
    ilike(connectedAccounts.displayName, `%${literal}%`),
    sql`starts_with(${connectedAccounts.connectedAccountId}, ${text})`,
  );
}
