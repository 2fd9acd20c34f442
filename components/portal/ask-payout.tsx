'use client';

import { useEffect, useId, useRef } from 'react';
import { formatMoney } from '#lib/money/format.ts';
import type { Money } from '#lib/money/money.ts';
import type { PortalAsking } from '#lib/portal/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/**
 * Where an owner asks for a payout; nothing for accounts that are paid by themselves.
 * @param asking null for those @param said reasons that the page tells elsewhere: above this, or under what waits
 */
export function AskPayout({
  asking,
  said,
  action,
}: {
  asking: readonly PortalAsking[] | null;
  said: { above: readonly string[]; below: readonly string[] };
  action: FormAction;
}) {
  const asked = (asking ?? []).filter((one) => one.asked !== null);
  const told = useTold(asked.map(({ currency }) => currency));
  if (asking === null) return null;
  const open = asking.filter(({ payable }) => payable !== null);
  const kept = asking.filter(({ payable, stays }) => payable === null && stays.length > 0);
  const refused = asking.filter(({ refusals }) => refusals.length > 0);
  const refusals = refusalsToTell(refused, said);
  return (
    <section aria-labelledby="ask">
      <h2 id="ask">Ask for a payout</h2>
      {open.map((one) =>
        one.payable === null ? null : (
          <AskInCurrency
            key={`${one.currency} ${String(one.payable.amount)}`}
            payable={one.payable}
            asking={one}
            action={action}
          />
        ),
      )}
      {kept.map((one) => (
        <WhatStays key={one.currency} asking={one} />
      ))}
      <div role="status" ref={told} tabIndex={-1} className="stack-tight">
        {asked.map(({ currency, asked: amount }) =>
          amount === null ? null : (
            <p key={currency}>
              You have asked for <b className="amt">{formatMoney(amount)}</b>. Somebody looks at it before it
              leaves; how far it is stands under “What waits, and why”. Ask for more {currency.toUpperCase()}{' '}
              when it has left.
            </p>
          ),
        )}
        {refusals.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      {open.length + refusals.length + asked.length === 0 ? (
        <p className="soft">
          Nothing can be asked for now.{' '}
          {said.above.length + said.below.length > 0
            ? 'This page says why nothing, or not everything, is paid out.'
            : 'What comes in becomes available within days.'}
        </p>
      ) : null}
    </section>
  );
}

/** Each reason once, and of what the page tells already where it stands. */
function refusalsToTell(
  refused: readonly PortalAsking[],
  { above, below }: { above: readonly string[]; below: readonly string[] },
): string[] {
  const texts = new Set<string>();
  for (const { currency, refusals } of refused) {
    const fresh = refusals.filter((text) => !above.includes(text) && !below.includes(text));
    for (const text of fresh) texts.add(text);
    if (fresh.length > 0) continue;
    const where = refusals.some((text) => above.includes(text))
      ? 'the beginning of this page says why'
      : '“What waits, and why” says why';
    texts.add(`Nothing in ${currency.toUpperCase()} can be asked for now; ${where}.`);
  }
  return [...texts];
}

/** The button that asked is gone once it was done: whoever pressed it is taken to what came of it. */
function useTold(currencies: readonly string[]) {
  const place = useRef<HTMLDivElement>(null);
  const known = currencies.join(' ');
  const before = useRef(known);
  useEffect(() => {
    const isNew = known.length > before.current.length;
    before.current = known;
    if (isNew) place.current?.focus();
  }, [known]);
  return place;
}

/** Why less can be paid than is available: each part of it that stays, with its sum. */
function WhatStays({ asking: { available, stays } }: { asking: PortalAsking }) {
  if (available === null || stays.length === 0) return null;
  return (
    <div className="small stack-tight">
      <p>Of {formatMoney(available)} that is available, this stays for now:</p>
      <ul className="bullets">
        {stays.map(({ amount, why }, position) => (
          <li key={`${String(position)} ${why}`}>
            <b className="amt">{formatMoney(amount)}</b>: {why}
          </li>
        ))}
      </ul>
    </div>
  );
}

function AskInCurrency({
  payable,
  asking,
  action,
}: {
  payable: Money;
  asking: PortalAsking;
  action: FormAction;
}) {
  const id = useId();
  const code = payable.currency.toUpperCase();
  const fields = { currency: payable.currency, seenPayable: payable.amount.toString() };
  return (
    <div className="card">
      <div className="card-body stack-tight">
        <p>
          You can ask for <b className="amt">{formatMoney(payable)}</b> now. Somebody looks at it before it
          leaves.
        </p>
        <WhatStays asking={asking} />
        <ActionForm
          action={action}
          fields={fields}
          kind="primary"
          label={`Ask for this amount in ${code}`}
          pendingLabel="Asking"
          className="propose-form"
        >
          <div className="field">
            <label htmlFor={id}>Amount in {code}</label>
            <input
              className="input"
              id={id}
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              maxLength={30}
            />
          </div>
        </ActionForm>
        <ActionForm
          action={action}
          fields={{ ...fields, amount: 'all' }}
          kind="quiet"
          label={`Ask for all: ${formatMoney(payable)}`}
          pendingLabel="Asking"
        />
      </div>
    </div>
  );
}
