'use client';

import { DrawnState, type CellState } from './cell-state.tsx';
import { isSame, useLiveStates } from './live-states.ts';

/** A cell that follows its row: the same place, the new word, and a mark until the page is drawn anew. */
export function LiveCell({ row, column, state }: { row: string; column: string; state: CellState }) {
  const states = useLiveStates();
  const now = states[row]?.[column] ?? state;
  const isChanged = !isSame(now, state);
  return (
    <span className="live-cell" data-changed={isChanged ? '' : undefined}>
      <DrawnState state={now} />
      {isChanged ? <span className="vh"> changed, was {state.word}</span> : null}
    </span>
  );
}
