import { formatDigits, formatPaidDigits } from '#lib/money/format.ts';
import type { Money } from '#lib/money/money.ts';

/**
 * A sum: tabular digits, U+2212 as minus, the currency in a quieter slot of fixed width so that digits end on one line.
 * @param run for running text, where the slot is as wide as the code
 * @param bare leaves the code out, where the column's header names it
 * @param paid is what Stripe pays out of a balance: whole where it pays whole units
 */
export function Amount({
  value,
  run = false,
  bare = false,
  paid = false,
}: {
  value: Money;
  run?: boolean;
  bare?: boolean;
  paid?: boolean;
}) {
  return (
    <span className={run ? 'money money-run' : 'money'}>
      {paid ? formatPaidDigits(value) : formatDigits(value)}
      {bare ? null : (
        <>
          {' '}
          <i>{value.currency.toUpperCase()}</i>
        </>
      )}
    </span>
  );
}
