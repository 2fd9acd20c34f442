import { sql, type SQL } from 'drizzle-orm';
import { currency } from '../money/currency.ts';
import { parseTypedAmount } from '../money/parse.ts';
import type { Kind } from './payout-kinds.ts';
import type { PayoutFilter, PayoutSort } from './types.ts';

/** More candidates than this are not looked at one by one: it would take longer than a person waits. */
export const SEARCH_MAX = 10_000;

/** What an index can be read along: each has one, with the kind before it. */
export type Axis = 'created' | 'amount' | 'arrives' | 'id';

/** An axis that a list can be ordered by. `key` is its value as a cursor carries it. */
type AxisColumn = {
  readonly column: string;
  readonly cast: 'timestamptz' | 'bigint' | 'date';
  readonly key: string;
};

export const AXIS_COLUMNS: Readonly<Record<Exclude<Axis, 'id'>, AxisColumn>> = {
  created: {
    column: 'occurred_at',
    cast: 'timestamptz',
    key: `to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  },
  amount: { column: 'amount', cast: 'bigint', key: 'amount::text' },
  arrives: { column: 'arrives_on', cast: 'date', key: 'arrives_on::text' },
};

export const ORDERS: Readonly<
  Record<PayoutSort, { axis: Exclude<Axis, 'id'>; direction: 'ascending' | 'descending' }>
> = {
  newest: { axis: 'created', direction: 'descending' },
  oldest: { axis: 'created', direction: 'ascending' },
  largest: { axis: 'amount', direction: 'descending' },
  smallest: { axis: 'amount', direction: 'ascending' },
  latest: { axis: 'arrives', direction: 'descending' },
  earliest: { axis: 'arrives', direction: 'ascending' },
};

/** The axes on which a filter sets bounds. */
export function boundedAxes(filter: PayoutFilter): Axis[] {
  return [
    ...(filter.idPrefix === undefined ? [] : ['id' as const]),
    ...(filter.amountFrom === undefined && filter.amountTo === undefined && filter.typedAmount === undefined
      ? []
      : ['amount' as const]),
    ...(filter.arrivesFrom === undefined && filter.arrivesTo === undefined ? [] : ['arrives' as const]),
    ...(filter.createdFrom === undefined && filter.createdBefore === undefined ? [] : ['created' as const]),
  ];
}

/** A kind of payouts to read, with the bounds of its amounts in its own currency's minor units. */
export type BoundedKind = Kind & { readonly low: string | null; readonly high: string | null };

/** The chosen kinds in which the amount that was asked for can exist. */
export function boundKinds(filter: PayoutFilter, kinds: readonly Kind[]): BoundedKind[] {
  return kinds.flatMap((kind): BoundedKind[] => {
    if (filter.typedAmount === undefined) {
      return [{ ...kind, low: filter.amountFrom ?? null, high: filter.amountTo ?? null }];
    }
    const reading = parseTypedAmount(filter.typedAmount, currency(kind.currency));
    if (reading === null) return [];
    const amount = reading.amount.toString();
    return [{ ...kind, low: amount, high: amount }];
  });
}

/** The kinds, and the connected accounts when there are some, as a relation to join with. */
export function kindsRelation(kinds: readonly BoundedKind[], accounts: readonly string[] | null): SQL {
  const list = (pick: (kind: BoundedKind) => string | null): SQL =>
    sql`${sql.param(kinds.map(pick))}::text[]`;
  const relation = sql`unnest(${list((kind) => kind.currency)}, ${list((kind) => kind.status)},
    ${list((kind) => kind.method)}, ${list((kind) => String(kind.isAutomatic))}::boolean[],
    ${list((kind) => kind.low)}::bigint[], ${list((kind) => kind.high)}::bigint[])
    as kind (currency, status, method, is_automatic, low, high)`;
  if (accounts === null) return relation;
  return sql`${relation} cross join unnest(${sql.param([...accounts])}::text[]) as owner (connected_account_id)`;
}

/** Equalities with the relation's row: the head of every index of the list. */
export function isOfKind(accounts: readonly string[] | null): SQL {
  const kind = sql`payouts.currency = kind.currency and payouts.status = kind.status
    and payouts.method = kind.method and payouts.is_automatic = kind.is_automatic`;
  return accounts === null
    ? kind
    : sql`payouts.connected_account_id = owner.connected_account_id and ${kind}`;
}

/** The bounds of one axis, on columns of these names and inside a join with `kindsRelation`. */
export function withinBounds(filter: PayoutFilter, axis: Axis): SQL {
  switch (axis) {
    case 'id':
      return startsWith(filter.idPrefix ?? '');
    case 'amount':
      return joined([
        filter.amountTo === undefined && filter.typedAmount === undefined ? null : sql`amount <= high`,
        filter.amountFrom === undefined && filter.typedAmount === undefined ? null : sql`amount >= low`,
      ]);
    case 'arrives':
      return joined([
        filter.arrivesFrom === undefined ? null : sql`arrives_on >= ${filter.arrivesFrom}::date`,
        filter.arrivesTo === undefined ? null : sql`arrives_on <= ${filter.arrivesTo}::date`,
      ]);
    case 'created':
      return joined([
        filter.createdFrom === undefined ? null : sql`occurred_at >= ${filter.createdFrom}::timestamptz`,
        filter.createdBefore === undefined ? null : sql`occurred_at < ${filter.createdBefore}::timestamptz`,
      ]);
  }
}

/** All of these, or no condition at all. */
export function joined(conditions: readonly (SQL | null)[]): SQL {
  const present = conditions.filter((condition) => condition !== null);
  return present.length === 0 ? sql`true` : sql.join(present, sql` and `);
}

/** Byte-wise bounds instead of LIKE: a prepared statement can use the index without knowing the text. */
function startsWith(prefix: string): SQL {
  const end = prefix.slice(0, -1) + String.fromCodePoint((prefix.codePointAt(prefix.length - 1) ?? 0) + 1);
  return sql`payout_id ~>=~ ${prefix} and payout_id ~<~ ${end}`;
}
