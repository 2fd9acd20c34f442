'use client';

import { pageStore } from '../ui/page-store.ts';
import type { CellState } from './cell-state.tsx';

/** States of the rows on screen as they are now, by row and column. */
export type LiveStates = Readonly<Record<string, Readonly<Record<string, CellState>>>>;

const states = pageStore<LiveStates>({});

export const useLiveStates = states.use;

/** What was read again just now; rows that it does not name are as the server drew them. */
export function becomeStates(next: LiveStates): void {
  // The same answer again, which is the usual one, draws nothing again.
  if (JSON.stringify(next) !== JSON.stringify(states.read())) states.become(next);
}

/** A place in the queue grows with every hour: that is no change to look at. */
export function isSame(left: CellState, right: CellState): boolean {
  if (left.madeOf !== undefined && right.madeOf !== undefined) return true;
  return JSON.stringify(left) === JSON.stringify(right);
}
