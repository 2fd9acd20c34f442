import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Outcome } from './answered-form.tsx';

/*
 * A refused act reads the page anew. Where somebody else has done the same meanwhile, its form goes with that, and the words of
 * the refusal with it: they are kept here, and the frame shows them.
 */

type Refusal = { readonly message: string; readonly path: string };

let kept: Refusal | null = null;
const listeners = new Set<() => void>();

/** Shown by the frame until it is dropped, or another page is open. */
function keep(refusal: Refusal | null): void {
  kept = refusal;
  for (const listener of listeners) listener();
}

export const dropRefusal = (): void => {
  keep(null);
};

/** When the form goes while it says why it was refused, and the page stays, the frame says it. */
export function useKeptRefusal(outcome: Outcome | null): void {
  const refused = useRef<Refusal | null>(null);
  useEffect(() => {
    refused.current =
      outcome?.ok === false ? { message: outcome.message, path: window.location.pathname } : null;
  }, [outcome]);
  useEffect(
    () => () => {
      if (refused.current !== null && refused.current.path === window.location.pathname)
        keep(refused.current);
    },
    [],
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The refusal of a form that has gone, or null. */
export function useRefusalOfGone(): Refusal | null {
  return useSyncExternalStore(
    subscribe,
    () => kept,
    () => null,
  );
}
