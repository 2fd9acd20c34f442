'use client';

import { useActionState, useEffect, useState } from 'react';
import { ActKeys } from '../data-table/act-keys.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { fullStop } from '../ui/full-stop.ts';
import { SendButton } from '../ui/send-button.tsx';
import { useOffer, withdrawOffer, type UndoOffer } from './undo-offer.ts';
import { UNDO_KEY } from './undo-key.ts';

const UNDO_KEYS = [UNDO_KEY];

/** The last approval, while it can be taken back; the item itself offers the same. It stays while somebody is on it. */
export function UndoToast({ action }: { action: FormAction }) {
  const offer = useOffer();
  return (
    <div className="toasts" role="status">
      {offer === null ? null : <Offered key={offer.until} offer={offer} action={action} />}
    </div>
  );
}

const secondsLeft = ({ until }: UndoOffer): number => Math.ceil((until - Date.now()) / 1000);

function leaving({ isKept }: UndoOffer, seconds: number): string {
  if (isKept) return 'It stays: see what stands in the way.';
  return seconds > 0 ? `Leaves in ${String(seconds)} s.` : 'It leaves now.';
}

function Offered({ offer, action }: { offer: UndoOffer; action: FormAction }) {
  const [outcome, submit, pending] = useActionState(action, null);
  const [seconds, setSeconds] = useState(() => secondsLeft(offer));
  const [isOn, setIsOn] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => {
      const left = secondsLeft(offer);
      setSeconds(left);
      if (left <= 0 && !isOn && outcome?.ok !== false) withdrawOffer();
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [offer, isOn, outcome]);
  return (
    <div
      className="toast"
      onMouseEnter={() => {
        setIsOn(true);
      }}
      onMouseLeave={() => {
        setIsOn(false);
      }}
      onFocus={() => {
        setIsOn(true);
      }}
      onBlur={() => {
        setIsOn(false);
      }}
    >
      <p>
        {outcome?.ok === true ? 'Taken back: ' : 'Approved: '}
        <bdi>{offer.name}</bdi>
        {fullStop(offer.name)}{' '}
        <span className="soft" aria-hidden="true">
          {outcome !== null ? null : offer.missing === null ? leaving(offer, seconds) : `${offer.missing}.`}
        </span>
        {outcome?.ok === false ? <span className="toast-refused"> {outcome.message}</span> : null}
      </p>
      {outcome === null || (!outcome.ok && seconds > 0) ? (
        <form action={submit}>
          {/* The item, whose own keys these are, is gone where no next one opened. */}
          <ActKeys acts={UNDO_KEYS} />
          <input type="hidden" name="payoutRequestId" value={offer.payoutRequestId} />
          <SendButton
            type="submit"
            className="btn btn-sm"
            isWaiting={pending}
            label="Undo"
            pendingLabel="Undoing …"
            data-undo=""
          >
            <kbd aria-hidden="true">u</kbd>
          </SendButton>
        </form>
      ) : null}
      <button type="button" className="btn btn-sm btn-quiet" onClick={withdrawOffer}>
        Close
      </button>
    </div>
  );
}
