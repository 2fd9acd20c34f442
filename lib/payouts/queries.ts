import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts, externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { cappedCount, COUNT_MAX, keyset, pageOf, type Page, type PageRequest } from '../paging.ts';
import { payoutConditions } from './payout-conditions.ts';
import {
  PAYOUT_METHODS,
  PAYOUT_STATUSES,
  type FacetValue,
  type PayoutFacets,
  type PayoutFilter,
  type PayoutRow,
  type PayoutSort,
  type PayoutTotals,
} from './types.ts';

/** Currencies in the world number about 180. */
const CURRENCIES_MAX = 200;

/** Counts follow it too: without an order the planner reads the table from its start, however far the matches lie. */
const NEWEST_FIRST = [desc(payouts.occurredAt), desc(payouts.payoutId)];

const rowColumns = {
  payoutId: payouts.payoutId,
  connectedAccountId: payouts.connectedAccountId,
  connectedAccountName: connectedAccounts.displayName,
  country: connectedAccounts.country,
  amount: payouts.amount,
  currency: payouts.currency,
  status: payouts.status,
  method: payouts.method,
  isAutomatic: payouts.isAutomatic,
  occurredAt: payouts.occurredAt,
  arrivesOn: payouts.arrivesOn,
  failureCode: payouts.failureCode,
  destinationLast4: externalAccounts.last4,
  destinationInstitution: externalAccounts.institution,
};

/**
 * One page of payouts, newest first or largest first.
 * @throws DomainError `forbidden`; `invalid_input` for an order by amount over several currencies
 */
export async function listPayouts(
  ctx: Context,
  filter: PayoutFilter,
  sort: PayoutSort,
  request: PageRequest,
): Promise<Page<PayoutRow>> {
  authorize(ctx, 'payouts.read');
  if (sort === 'amount' && filter.currency === undefined) {
    throw new DomainError('invalid_input', 'Choose one currency first: two currencies have no common order.');
  }
  const byId = { column: payouts.payoutId, cast: 'text' } as const;
  const columns =
    sort === 'amount'
      ? [{ column: payouts.amount, cast: 'bigint' } as const, byId]
      : [{ column: payouts.occurredAt, cast: 'timestamptz' } as const, byId];
  const { where, orderBy } = keyset('descending', columns, request.cursor);
  const found = await database()
    .select(rowColumns)
    .from(payouts)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, payouts.connectedAccountId))
    .leftJoin(externalAccounts, eq(externalAccounts.externalAccountId, payouts.destinationId))
    .where(and(payoutConditions(filter, await currenciesOf(filter)), where))
    .orderBy(...orderBy)
    .limit(request.size + 1);
  const rows = found.map(({ currency: code, ...row }) => ({
    ...row,
    amount: money(row.amount, currency(code)),
  }));
  return pageOf(request, rows, (row) => [
    sort === 'amount' ? row.amount.amount.toString() : row.occurredAt.toISOString(),
    row.payoutId,
  ]);
}

/** How many payouts each further choice would leave. @throws DomainError `forbidden` */
export async function countPayoutFacets(ctx: Context, filter: PayoutFilter): Promise<PayoutFacets> {
  authorize(ctx, 'payouts.read');
  const currencies = await currenciesThatOccur();
  const conditionsWithout = (own: keyof PayoutFilter): SQL | undefined =>
    payoutConditions({ ...filter, [own]: undefined }, currencies);
  const [status, currencyFacet, method, isAutomatic] = await Promise.all([
    countEach(PAYOUT_STATUSES, (value) => eq(payouts.status, value), conditionsWithout('status')),
    countEach(currencies, (value) => eq(payouts.currency, value), conditionsWithout('currency')),
    countEach(PAYOUT_METHODS, (value) => eq(payouts.method, value), conditionsWithout('method')),
    countEach(
      ['true', 'false'],
      (value) => eq(payouts.isAutomatic, value === 'true'),
      conditionsWithout('isAutomatic'),
    ),
  ]);
  return { status, currency: currencyFacet, method, isAutomatic };
}

/** Number and sums of all matching payouts, counted to `COUNT_MAX`. @throws DomainError `forbidden` */
export async function totalPayouts(ctx: Context, filter: PayoutFilter): Promise<PayoutTotals> {
  authorize(ctx, 'payouts.read');
  const where = payoutConditions(filter, await currenciesOf(filter));
  const matching = database()
    .select({ currency: payouts.currency, amount: payouts.amount })
    .from(payouts)
    .where(where)
    .orderBy(...NEWEST_FIRST)
    .limit(COUNT_MAX + 1)
    .as('matching');
  const perCurrency = await database()
    .select({
      currency: matching.currency,
      count: sql`count(*)`.mapWith(Number),
      sum: sql`sum(${matching.amount})`.mapWith(BigInt),
    })
    .from(matching)
    .groupBy(matching.currency)
    .orderBy(matching.currency)
    .limit(CURRENCIES_MAX);
  const count = cappedCount(perCurrency.reduce((sum, row) => sum + row.count, 0));
  const sums = perCurrency.map((row) => money(row.sum, currency(row.currency)));
  return { count, sums: count.isCapped ? null : sums };
}

/** Only a typed amount without a currency has to be read in each of them. */
async function currenciesOf(filter: PayoutFilter): Promise<string[]> {
  return filter.typedAmount === undefined || filter.currency !== undefined ? [] : currenciesThatOccur();
}

/** Every currency in which a payout exists, in one index step each. */
async function currenciesThatOccur(): Promise<string[]> {
  const rows = await database().execute<{ currency: string }>(sql`
    with recursive step as (
      (select currency from payouts order by currency limit 1)
      union all
      select (select currency from payouts where payouts.currency > step.currency order by currency limit 1)
      from step where step.currency is not null
    )
    select currency from step where currency is not null limit ${CURRENCIES_MAX}`);
  return rows.map((row) => row.currency);
}

/** One limited count per value, in one statement. */
async function countEach(
  values: readonly string[],
  matches: (value: string) => SQL,
  where: SQL | undefined,
): Promise<FacetValue[]> {
  if (values.length === 0) return [];
  const counts = values.map((value) => {
    const matching = database()
      .select({ one: sql`1` })
      .from(payouts)
      .where(and(where, matches(value)))
      .orderBy(...NEWEST_FIRST)
      .limit(COUNT_MAX + 1);
    return sql`select ${value}::text as value, (select count(*) from (${matching}) as matching)::int as count`;
  });
  const rows = await database().execute<{ value: string; count: number }>(sql.join(counts, sql` union all `));
  return rows.map((row) => ({ value: row.value, count: cappedCount(row.count) }));
}
