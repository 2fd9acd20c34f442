import { and, eq, or, sql, type SQL } from 'drizzle-orm';
import { payouts } from '#drizzle/schema/payouts.ts';
import { DomainError } from '../errors.ts';
import { currency } from '../money/currency.ts';
import { parseTypedAmount } from '../money/parse.ts';
import type { PayoutFilter } from './types.ts';

/** Shorter beginnings match everything and say nothing. `po_` and one character. */
const ID_PREFIX_LENGTH_MIN = 4;

/** @param currencies every currency that occurs; a typed amount is read in the decimals of each */
export function payoutConditions(filter: PayoutFilter, currencies: readonly string[]): SQL | undefined {
  return and(
    filter.status === undefined ? undefined : eq(payouts.status, filter.status),
    filter.currency === undefined ? undefined : eq(payouts.currency, filter.currency),
    filter.connectedAccountId === undefined
      ? undefined
      : eq(payouts.connectedAccountId, filter.connectedAccountId),
    filter.method === undefined ? undefined : eq(payouts.method, filter.method),
    filter.isAutomatic === undefined ? undefined : eq(payouts.isAutomatic, filter.isAutomatic),
    filter.createdFrom === undefined
      ? undefined
      : sql`${payouts.occurredAt} >= ${instant(filter.createdFrom)}::timestamptz`,
    filter.createdBefore === undefined
      ? undefined
      : sql`${payouts.occurredAt} < ${instant(filter.createdBefore)}::timestamptz`,
    filter.idPrefix === undefined ? undefined : startsWith(filter.idPrefix),
    filter.typedAmount === undefined ? undefined : amountIs(filter, filter.typedAmount, currencies),
  );
}

function instant(iso: string): string {
  if (Number.isNaN(Date.parse(iso))) throw new DomainError('invalid_input', `Not a time: ${iso}`);
  return iso;
}

/** Byte-wise bounds instead of LIKE: a prepared statement can use the index without knowing the text. */
function startsWith(prefix: string): SQL {
  if (prefix.length < ID_PREFIX_LENGTH_MIN || !/^[A-Za-z0-9_]+$/.test(prefix)) {
    throw new DomainError('invalid_input', 'Type at least four characters of a payout id, such as po_1.');
  }
  const end = prefix.slice(0, -1) + String.fromCodePoint((prefix.codePointAt(prefix.length - 1) ?? 0) + 1);
  return sql`(${payouts.payoutId} ~>=~ ${prefix} and ${payouts.payoutId} ~<~ ${end})`;
}

function amountIs(filter: PayoutFilter, typed: string, currencies: readonly string[]): SQL {
  const codes = filter.currency === undefined ? currencies : [filter.currency];
  const readings = codes.flatMap((code) => parseTypedAmount(typed, currency(code)) ?? []);
  const anyOf = or(
    ...readings.map((value) => and(eq(payouts.currency, value.currency), eq(payouts.amount, value.amount))),
  );
  return anyOf ?? sql`false`;
}
