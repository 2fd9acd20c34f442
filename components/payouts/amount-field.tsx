import { useId } from 'react';

/** An amount in the currency's main unit. */
export function AmountField({ currency }: { currency: string }) {
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
      />
    </div>
  );
}
