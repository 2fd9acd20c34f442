import { currency } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';
import { parseTypedAmount } from '../../money/parse.ts';
import { readTwoWays } from '../rules/asked-amount.ts';

/** More currencies than one connected account is paid in. */
const AMOUNTS_MAX = 30;

/**
 * Amounts as a person lists them, such as `500.00 EUR; 60,000 JPY`, one of each currency.
 * @returns minor units as text by currency, or a sentence about what is wrong
 */
export function parseAmounts(
  text: string,
): { ok: true; amounts: Record<string, string> } | { ok: false; fault: string } {
  const amounts: Record<string, string> = {};
  const parts = text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > AMOUNTS_MAX) return { ok: false, fault: `List at most ${String(AMOUNTS_MAX)} amounts.` };
  for (const part of parts) {
    const found = /^([\d.,' ]+?) ?([a-z]{3})$/i.exec(part);
    const [, typed = '', code = ''] = found ?? [];
    const read = found === null ? null : parseTypedAmount(typed, currency(code));
    if (read === null)
      return {
        ok: false,
        fault: `“${part}” is no amount. Write for example 500.00 EUR; 60,000 JPY, with a semicolon between.`,
      };
    const fault = readTwoWays(typed, read.currency);
    if (fault !== null) return { ok: false, fault };
    if (amounts[read.currency] !== undefined)
      return { ok: false, fault: `${read.currency.toUpperCase()} is listed twice. Keep one of them.` };
    amounts[read.currency] = read.amount.toString();
  }
  return { ok: true, amounts };
}

/** The amounts as they are written in a field. */
export function amountsAsText(amounts: Readonly<Record<string, string>>): string {
  return Object.entries(amounts)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([code, amount]) => formatMoney(money(BigInt(amount), currency(code))))
    .join('; ');
}
