import {
  currency as currencyCode,
  payoutMultiple,
  stripeDecimals,
  type Currency,
} from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';
import { parseTypedAmount } from '../../money/parse.ts';

export type AskedAmount = { ok: true; amount: bigint | null } | { ok: false; fault: string };

/**
 * An amount as a person asks for it: digits in the main unit, or “all” for everything that can be paid out. Nothing typed
 * is nothing asked for: a form is empty again once it was sent.
 * @param code three letters @returns minor units, null for everything, or what to write instead
 */
export function readAskedAmount(text: string, code: string): AskedAmount {
  const typed = text.trim();
  if (typed === '')
    return { ok: false, fault: 'Write an amount. Everything that can be paid out is asked for with “all”.' };
  if (typed.toLowerCase() === 'all') return { ok: true, amount: null };
  const currency = currencyCode(code);
  const name = currency.toUpperCase();
  const read = parseTypedAmount(typed, currency);
  if (read === null) {
    const decimals = stripeDecimals(currency);
    const form =
      decimals === 0 ? 'without decimals' : `with at most ${String(decimals)} decimals after a point`;
    return { ok: false, fault: `“${typed}” is no amount in ${name}. Write digits ${form}, or “all”.` };
  }
  const fault = readTwoWays(typed, currency);
  if (fault !== null) return { ok: false, fault };
  const { amount } = read;
  if (amount === 0n) return { ok: false, fault: 'Nothing is no payout. Write more than zero, or “all”.' };
  const multiple = payoutMultiple(currency);
  const rest = amount % multiple;
  if (rest !== 0n)
    return {
      ok: false,
      fault: `Stripe pays ${name} out in steps of ${formatMoney(money(multiple, currency))}. Round it down; the rest stays in the balance.`,
    };
  return { ok: true, amount };
}

/**
 * One separator before three digits is a thousand to one program and a decimal to another: 1.500 is fifteen hundred euros in Berlin,
 * and 1,500 is one and a half dinars in Tunis. Only what the currency's own decimals settle is taken as it stands.
 * @returns a sentence with the two readings, or null where there is one
 */
export function readTwoWays(typed: string, currency: Currency): string | null {
  const [, whole, separator, rest = ''] = /^(\d{1,3})([.,])(\d{3})$/.exec(typed) ?? [];
  if (whole === undefined || (separator === ',') !== (stripeDecimals(currency) === 3)) return null;
  const fraction = rest.replace(/0+$/, '');
  const other = fraction === '' ? whole : `${whole}.${fraction}`;
  return `“${typed}” can be read as ${whole}${rest} or as ${other} ${currency.toUpperCase()}. Write the one that is meant.`;
}
