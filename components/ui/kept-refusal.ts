import { useEffect, useRef } from 'react';
import type { Outcome } from './answered-form.tsx';
import { pageStore } from './page-store.ts';

/*
 * A refused act reads the page anew. Where somebody else has done the same meanwhile, its form goes with that, and the words of
 * the refusal with it: they are kept here, and the frame shows them.
 */

type Refusal = { readonly message: string; readonly path: string };

/** Shown by the frame until it is dropped, or another page is open. */
const kept = pageStore<Refusal | null>(null);

export const dropRefusal = (): void => {
  kept.become(null);
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
        kept.become(refused.current);
    },
    [],
  );
}

/** The refusal of a form that has gone, or null. */
export const useRefusalOfGone = kept.use;
