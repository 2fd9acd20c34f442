import { useId } from 'react';

/** A part of the balance in the currency's main unit. */
export function AmountField({ currency, isPart = false }: { currency: string; isPart?: boolean }) {
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
        required={isPart}
        {...(isPart ? {} : { placeholder: 'all that can be paid out now' })}
      />
    </div>
  );
}
