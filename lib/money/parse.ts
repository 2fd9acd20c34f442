import { stripeDecimals, type Currency } from './currency.ts';
import { money, type Money } from './money.ts';

/** Digits with optional grouping by comma, space or apostrophe and a decimal point; no sign, no exponent. */
const TYPED_AMOUNT = /^\d{1,3}(?:[,\u0020\u00a0\u202f'’]\d{3})*(?:\.\d+)?$|^\d{1,18}(?:\.\d+)?$/;

/** Digits in minor units. A column of money holds nineteen; with one less a bound one unit further is held, too. */
const DIGITS_MAX = 18;

/**
 * Reads an amount as a person types it, e.g. `4,812,300.00` or `1284000`, in the main unit of `currency`.
 * @returns null when it is no amount, has more than 18 digits, or has more decimals than Stripe knows for the currency
 */
export function parseTypedAmount(text: string, currency: Currency): Money | null {
  const trimmed = text.trim();
  if (!TYPED_AMOUNT.test(trimmed)) return null;
  const [whole = '', fraction = ''] = trimmed.replace(/[^\d.]/g, '').split('.');
  const decimals = stripeDecimals(currency);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > decimals) return null;
  const amount = BigInt(whole + significant.padEnd(decimals, '0'));
  return amount.toString().length > DIGITS_MAX ? null : money(amount, currency);
}
