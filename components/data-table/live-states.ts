'use client';

import type { CellState } from './cell-state.tsx';

/** States of the rows on screen as they are now, by row and column. */
export type LiveStates = Readonly<Record<string, Readonly<Record<string, CellState>>>>;

const NONE: LiveStates = {};

let states = NONE;
const listeners = new Set<() => void>();

export function subscribeToStates(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function readStates(): LiveStates {
  return states;
}

export function readNoStates(): LiveStates {
  return NONE;
}

/** What was read again just now; rows that it does not name are as the server drew them. */
export function becomeStates(next: LiveStates): void {
  // The same answer again, which is the usual one, draws nothing again.
  if (JSON.stringify(next) === JSON.stringify(states)) return;
  states = next;
  for (const listener of listeners) listener();
}

/** A place in the queue grows with every hour: that is no change to look at. */
export function isSame(left: CellState, right: CellState): boolean {
  if (left.madeOf !== undefined && right.madeOf !== undefined) return true;
  return JSON.stringify(left) === JSON.stringify(right);
}
