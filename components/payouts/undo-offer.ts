'use client';

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

let offer: UndoOffer | null = null;
const listeners = new Set<() => void>();

function tell(next: UndoOffer | null): void {
  offer = next;
  for (const listener of listeners) listener();
}

export function subscribeToOffer(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export const readOffer = (): UndoOffer | null => offer;
export const readNoOffer = (): null => null;

/** Says it wherever its page leads next: the offer outlives the item. */
export function offerUndo(about: Omit<UndoOffer, 'until'>): void {
  tell({ ...about, until: Date.now() + UNDO_MS });
}

export function withdrawOffer(): void {
  tell(null);
}
