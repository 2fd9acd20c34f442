'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useId } from 'react';
import { formatMoney } from '#lib/money/format.ts';
import type { Money } from '#lib/money/money.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/** Asks for a payout of one currency: of what is typed, or of everything, which its own button names. */
export function ProposeForm({
  action,
  connectedAccountId,
  payable,
}: {
  action: FormAction;
  connectedAccountId: string;
  /** What can be paid out, as the page shows it. */
  payable: Money;
}) {
  const id = useId();
  const code = payable.currency.toUpperCase();
  const fields = {
    connectedAccountId,
    currency: payable.currency,
    seenPayable: payable.amount.toString(),
  };
  return (
    <>
      <ActionForm
        action={action}
        fields={fields}
        label={`Propose a payout in ${code}`}
        pendingLabel="Asking"
        className="propose-form"
        done={asked}
      >
        <div className="field">
          <label htmlFor={`${id}-amount`}>Amount in {code}</label>
          <input
            className="input"
            id={`${id}-amount`}
            name="amount"
            inputMode="decimal"
            autoComplete="off"
            maxLength={30}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-method`}>
            Method<span className="vh"> for {code}</span>
          </label>
          <select className="input" id={`${id}-method`} name="method" defaultValue="standard">
            <option value="standard">Standard</option>
            <option value="instant">Instant</option>
          </select>
        </div>
      </ActionForm>
      <ActionForm
        action={action}
        fields={{ ...fields, amount: 'all', method: 'standard' }}
        kind="quiet"
        label={`Propose all: ${formatMoney(payable)}`}
        pendingLabel="Asking"
        done={asked}
      />
    </>
  );
}

function asked(payoutRequestId: string) {
  return (
    <>
      Asked for.{' '}
      <Link href={`/payouts/${payoutRequestId}` as Route} prefetch={false}>
        See the request
      </Link>
    </>
  );
}
