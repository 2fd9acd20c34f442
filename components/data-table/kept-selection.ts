'use client';

import type { Selected } from './selection.ts';

/** What of a selection is left to do, for the list that it came from; it outlives the way over another page. */
type Kept = {
  readonly scope: string;
  /** Path and query of the list. */
  readonly address: string;
  readonly rows: readonly (readonly [id: string, row: Selected | null])[];
};

const KEY = 'sluice.selection';

/** A browser without such a place forgets it: then nothing is selected, which is safe. */
function place(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

export function keepSelection(kept: Kept): void {
  place()?.setItem(KEY, JSON.stringify(kept));
}

export function readKept(): Kept | null {
  const text = place()?.getItem(KEY) ?? null;
  return text === null ? null : (JSON.parse(text) as Kept); // written above
}

/** Its rows, once: another visit of the list begins with nothing. */
export function takeKept(scope: string): Kept['rows'] {
  const kept = readKept();
  if (kept?.scope !== scope) return [];
  place()?.removeItem(KEY);
  return kept.rows;
}
