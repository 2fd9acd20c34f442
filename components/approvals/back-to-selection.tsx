'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { keepSelection, readKept } from '../data-table/kept-selection.ts';
import type { Selected } from '../data-table/selection.ts';

const never = (): (() => void) => () => undefined;
const readAddress = (): string | null => readKept()?.address ?? null;
const readNothing = (): null => null;

/** The way back to the list, in which only what is left to decide is still selected. Without a script the plain way is there. */
export function BackToSelection({ left }: { left: readonly (Selected & { id: string })[] }) {
  const address = useSyncExternalStore(never, readAddress, readNothing);
  useEffect(() => {
    const kept = readKept();
    if (kept !== null) keepSelection({ ...kept, rows: left.map(({ id, ...row }) => [id, row]) });
  }, [left]);
  if (address === null || left.length === 0) return null;
  return (
    // A full load: the list is read again.
    <a href={address} className="btn btn-plain">
      Back, with {left.length.toLocaleString('en-GB')} still selected
    </a>
  );
}
