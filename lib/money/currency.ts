/**
 * Stripe's currency arithmetic, which is not ISO 4217's.
 * Source: Stripe "Supported currencies": zero-decimal list, three-decimal list and special cases (ISK and UGX are
 * two-decimal in the API although ISO says zero; HUF and TWD are charged in two decimals but paid out in whole units).
 */

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));
const WHOLE_UNIT_PAYOUTS = new Set(['huf', 'twd', 'isk', 'ugx']);

declare const currencyBrand: unique symbol;
/** Three lower-case letters, as Stripe writes them. */
export type Currency = string & { readonly [currencyBrand]: true };

/** Checks the form of a currency code. @throws RangeError when it is not three letters. */
export function currency(code: string): Currency {
  const lower = code.toLowerCase();
  if (!/^[a-z]{3}$/.test(lower)) throw new RangeError(`Not a currency code: ${JSON.stringify(code)}`);
  return lower as Currency; // form checked on the line above
}

/** Number of decimals between Stripe's minor unit and the currency's main unit: 0, 2 or 3. */
export function stripeDecimals(code: Currency): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/** Of the currencies whose payouts are in steps: how many of Stripe's minor units a step has. */
export const PAYOUT_STEPS: Readonly<Record<string, number>> = Object.fromEntries<number>([
  ...[...WHOLE_UNIT_PAYOUTS].map((code) => [code, 100] as const),
  ...[...THREE_DECIMAL].map((code) => [code, 10] as const),
]);

/** A payout amount in Stripe's minor units must be a multiple of this; the remainder stays in the balance. */
export function payoutMultiple(code: Currency): bigint {
  return BigInt(PAYOUT_STEPS[code] ?? 1);
}
