import { useId } from 'react';
import { toDecimalString } from '#lib/money/format.ts';
import type { Money } from '#lib/money/money.ts';

/** An amount in the currency's main unit. @param value what stands in it before anybody types */
export function AmountField({ currency, value }: { currency: string; value?: Money }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Amount in {currency.toUpperCase()}</label>
      <input
        id={id}
        name="amount"
        className="input"
        inputMode="decimal"
        autoComplete="off"
        maxLength={30}
        required
        defaultValue={value === undefined ? undefined : toDecimalString(value)}
      />
    </div>
  );
}
