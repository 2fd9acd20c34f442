import { currency } from '../money/currency.ts';
import { formatMoney } from '../money/format.ts';
import { money } from '../money/money.ts';

/** A sum of a mirror, also one whose currency is none: an alarm about a row that somebody made up must not fail on it. */
export function sumInWords(amount: bigint, code: string): string {
  return /^[a-z]{3}$/i.test(code)
    ? formatMoney(money(amount, currency(code)))
    : `${amount.toString()} ${JSON.stringify(code)}`;
}
