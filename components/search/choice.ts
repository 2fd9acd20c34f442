import type { Route } from 'next';

/** One line of the list under the search, as `/api/search` answers it. */
export type FoundHit = { href: Route; kind: string; title: string; detail: string; amount: string | null };

/** The next choice in a list of `length`, going round at its ends; null is the field itself. */
export function moveChoice(choice: number | null, step: 1 | -1, length: number): number | null {
  if (length === 0) return null;
  if (choice === null) return step === 1 ? 0 : length - 1;
  const next = choice + step;
  return next < 0 || next >= length ? null : next;
}
