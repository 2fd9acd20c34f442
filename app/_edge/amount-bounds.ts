import { currency } from '#lib/money/currency.ts';
import { add, money, subtract } from '#lib/money/money.ts';
import { parseTypedAmount } from '#lib/money/parse.ts';
import { readTwoWays } from '#lib/payouts/rules/asked-amount.ts';
import type { Condition, FilterLine } from '#lib/tables/types.ts';

/** Inclusive bounds in minor units of the line's currency. */
export type AmountBounds = { readonly amountFrom?: string; readonly amountTo?: string };

/** What a condition on an amount says in the line's currency, or what is wrong with it. */
export function amountBounds({ value, comparison }: Condition, line: FilterLine): AmountBounds | string {
  const code = line.conditions.find(({ field }) => field === 'currency')?.value;
  if (code === undefined)
    return 'Add a currency, such as currency:eur: the same digits are another sum in each.';
  const typed = parseTypedAmount(value, currency(code));
  if (typed === null)
    return `“${value}” has more decimals than ${code.toUpperCase()} has, or more digits than any amount.`;
  // Everything that a filter finds can be decided at once.
  const twoWays = readTwoWays(value, currency(code));
  if (twoWays !== null) return twoWays;
  const unit = money(1n, currency(code));
  const { amount: low } = comparison === '>' ? add(typed, unit) : typed;
  const { amount: high } = comparison === '<' ? subtract(typed, unit) : typed;
  return {
    ...(comparison.startsWith('>') || comparison === '=' ? { amountFrom: String(low) } : {}),
    ...(comparison.startsWith('<') || comparison === '=' ? { amountTo: String(high) } : {}),
  };
}
