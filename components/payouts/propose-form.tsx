'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useActionState, useId, useState } from 'react';

type Outcome = { ok: true; shown?: string } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/** Asks for a payout of one currency. Empty is everything that can be paid out. Works as a plain form post too. */
export function ProposeForm({
  action,
  connectedAccountId,
  currency,
  payable,
}: {
  action: Action;
  connectedAccountId: string;
  currency: string;
  /** Minor units, as the page shows them. */
  payable: string;
}) {
  const id = useId();
  const [sent, setSent] = useState('');
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  const code = currency.toUpperCase();
  return (
    <form
      action={submit}
      className="propose-form"
      onSubmit={(event) => {
        const typed = new FormData(event.currentTarget).get('amount');
        setSent(typeof typed === 'string' ? typed : '');
      }}
    >
      <input type="hidden" name="connectedAccountId" value={connectedAccountId} />
      <input type="hidden" name="currency" value={currency} />
      <input type="hidden" name="seenPayable" value={payable} />
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
          // React empties a form's fields to their defaults after an action; what was refused stays.
          defaultValue={outcome?.ok === false ? sent : ''}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-method`}>Method in {code}</label>
        <select className="input" id={`${id}-method`} name="method" defaultValue="standard">
          <option value="standard">Standard</option>
          <option value="instant">Instant</option>
        </select>
      </div>
      <button type="submit" className="btn btn-plain" disabled={pending}>
        {pending ? 'Asking' : `Propose a payout in ${code}`}
      </button>
      <span className="act-message" role="status">
        {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
        {outcome?.ok === true ? (
          <>
            Asked for.{' '}
            <Link href={`/payouts/${outcome.shown ?? ''}` as Route} prefetch={false}>
              See the request
            </Link>
          </>
        ) : null}
      </span>
    </form>
  );
}
