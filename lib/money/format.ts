import { payoutMultiple, stripeDecimals } from './currency.ts';
import { magnitude, type Money } from './money.ts';

/** Exact decimal string with a leading `-` for negative sums and no grouping, e.g. `-4812300.00`. */
export function toDecimalString({ amount, currency }: Money): string {
  const decimals = stripeDecimals(currency);
  const digits = magnitude(amount)
    .toString()
    .padStart(decimals + 1, '0');
  const sign = amount < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Digits for a screen: grouped, Stripe's decimals, U+2212 as minus, without the currency, e.g. `−4,812,300.00`. */
export function formatDigits(value: Money, locale = 'en-GB'): string {
  return withDecimals(value, stripeDecimals(value.currency), locale);
}

/** As `formatDigits`, of a sum that is paid out: without decimals where Stripe pays whole units, e.g. `4,812,300` of HUF. */
export function formatPaidDigits(value: Money, locale = 'en-GB'): string {
  const decimals = stripeDecimals(value.currency);
  const isWhole = payoutMultiple(value.currency) === 10n ** BigInt(decimals);
  return withDecimals(value, isWhole ? 0 : decimals, locale);
}

function withDecimals(value: Money, decimals: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // Intl takes decimal strings exactly; a number would lose digits past 2^53.
  return format.format(toDecimalString(value) as Intl.StringNumericLiteral).replace('-', '−');
}

/** Digits and upper-case code for running text, e.g. `4,812,300.00 HUF`. */
export function formatMoney(value: Money, locale?: string): string {
  return `${formatDigits(value, locale)} ${value.currency.toUpperCase()}`;
}
