'use client';

import { pageStore } from '../ui/page-store.ts';

/** An approval that can still be taken back. `missing`: how many more are needed, in words, or null when it was the last one; `isKept`: something keeps the money. */
export type UndoOffer = {
  readonly payoutRequestId: string;
  readonly name: string;
  readonly missing: string | null;
  readonly isKept: boolean;
  /** By the browser's clock; the server's own decides. */
  readonly until: number;
};

/** The server's delay before the effect. */
const UNDO_MS = 10_000;

const offer = pageStore<UndoOffer | null>(null);

export const useOffer = offer.use;

/**
 * Says it wherever its page leads next: the offer outlives the item.
 * @param sentAt when the approval was sent, by the browser's clock: the server's delay began after it, so nothing is offered for longer
 */
export function offerUndo(about: Omit<UndoOffer, 'until'>, sentAt: number): void {
  offer.become({ ...about, until: sentAt + UNDO_MS });
}

export function withdrawOffer(): void {
  offer.become(null);
}
