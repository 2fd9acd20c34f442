import type { RiskFlagColumn, RiskFlagRow } from '#lib/risk/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { actionState, causeShort, endingWord, flagState, signed } from './risk-words.ts';

/** How each column of the list of anomalies is drawn. */
export const FLAG_CELLS: Readonly<Record<RiskFlagColumn, CellView<RiskFlagRow>>> = {
  account: { draw: (row) => <bdi title={row.accountName}>{row.accountName}</bdi>, className: 'c-name' },
  cause: { draw: (row) => causeShort(row.cause), className: 'nowrap' },
  action: { state: doneOf, className: 'c-status' },
  exposure: { draw: (row) => <Amount value={row.exposure} />, className: 'n c-amount' },
  score: { draw: (row) => signed(row.score), yields: 'narrow', className: 'n' },
  state: { state: stateOf, className: 'c-status c-end' },
  since: { draw: (row) => <Time at={row.openedAt} />, className: 'c-when' },
  due: { draw: (row) => <Time at={row.dueAt} />, yields: 'narrow', className: 'nowrap' },
  flag: { draw: (row) => row.riskFlagId, yields: 'narrow', className: 'mono muted nowrap' },
};

function doneOf({ action }: RiskFlagRow): CellState {
  const { word, tone } = actionState(action);
  return { word, badge: 'plain', ...(tone === undefined ? {} : { tone }) };
}

function stateOf({ state, closedBecause, snoozedUntil }: RiskFlagRow): CellState {
  const { word, tone } = flagState(state);
  return {
    word,
    ...(tone === undefined ? { isMuted: true } : { badge: 'plain', tone }),
    ...(closedBecause === null ? {} : { why: endingWord(closedBecause) }),
    ...(state !== 'closed' && snoozedUntil !== null
      ? { why: 'put aside', until: snoozedUntil.toISOString() }
      : {}),
  };
}
