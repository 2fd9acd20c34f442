import type { Currency } from './currency.ts';

/** An exact sum: `amount` in Stripe's minor units of `currency`, signed. */
export type Money = { readonly amount: bigint; readonly currency: Currency };

/** Builds a sum. @param amount minor units */
export function money(amount: bigint, currency: Currency): Money {
  return { amount, currency };
}

/** @throws RangeError for two currencies: they are never added. */
export function add(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return { amount: left.amount + right.amount, currency: left.currency };
}

/** @throws RangeError for two currencies. */
export function subtract(left: Money, right: Money): Money {
  return add(left, negate(right));
}

export function negate(value: Money): Money {
  return { amount: -value.amount, currency: value.currency };
}

/** Magnitude of an amount in minor units. */
export function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** Sums per currency, currencies in alphabetical order. */
export function sumByCurrency(values: Iterable<Money>): Money[] {
  const totals = new Map<Currency, bigint>();
  for (const { amount, currency } of values) totals.set(currency, (totals.get(currency) ?? 0n) + amount);
  return [...totals]
    .map(([currency, amount]) => ({ amount, currency }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/**
 * Turns an integer that Stripe sent into minor units.
 * @throws RangeError when it is not a safe integer: a float or a value past 2^53 would already be wrong.
 */
export function minorUnits(stripeInteger: number): bigint {
  if (!Number.isSafeInteger(stripeInteger))
    throw new RangeError(`Not an exact amount: ${String(stripeInteger)}`);
  return BigInt(stripeInteger);
}

/**
 * Turns minor units into the integer that Stripe takes.
 * @throws RangeError past 2^53, where a float would be another amount
 */
export function stripeInteger(minor: bigint): number {
  const integer = Number(minor);
  if (!Number.isSafeInteger(integer)) throw new RangeError(`Not an exact amount: ${minor.toString()}`);
  return integer;
}

function assertSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new RangeError(`Sums in ${left.currency} and ${right.currency} cannot be added`);
  }
}
