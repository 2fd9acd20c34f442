'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useId } from 'react';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/** Asks for a payout of one currency. Empty is everything that can be paid out. */
export function ProposeForm({
  action,
  connectedAccountId,
  currency,
  payable,
}: {
  action: FormAction;
  connectedAccountId: string;
  currency: string;
  /** Minor units, as the page shows them. */
  payable: string;
}) {
  const id = useId();
  const code = currency.toUpperCase();
  return (
    <ActionForm
      action={action}
      fields={{ connectedAccountId, currency, seenPayable: payable }}
      label={`Propose a payout in ${code}`}
      pendingLabel="Asking"
      className="propose-form"
      done={(payoutRequestId) => (
        <>
          Asked for.{' '}
          <Link href={`/payouts/${payoutRequestId}` as Route} prefetch={false}>
            See the request
          </Link>
        </>
      )}
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
          placeholder="all"
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-method`}>Method in {code}</label>
        <select className="input" id={`${id}-method`} name="method" defaultValue="standard">
          <option value="standard">Standard</option>
          <option value="instant">Instant</option>
        </select>
      </div>
    </ActionForm>
  );
}
