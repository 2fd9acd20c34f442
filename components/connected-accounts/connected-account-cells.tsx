import type { ConnectedAccountColumn, ConnectedAccountRow } from '#lib/connected-accounts/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { Time } from '../ui/time.tsx';
import { intervalWord, requirementState } from './account-words.ts';
import { lockStrengthTone, lockStrengthWord } from './lock-words.ts';

const NONE = <span className="muted">–</span>;

/** How each column of the list of connected accounts is drawn. */
export const CONNECTED_ACCOUNT_CELLS: Readonly<
  Record<ConnectedAccountColumn, CellView<ConnectedAccountRow>>
> = {
  name: { draw: (row) => <bdi title={row.displayName}>{row.displayName}</bdi>, className: 'c-name' },
  lock: { state: lockOf, className: 'c-status c-end' },
  requirements: { state: requirementsOf, className: 'c-status' },
  payouts: { state: payoutsOf, className: 'c-status c-end' },
  charges: {
    state: (row) => (row.chargesEnabled ? { word: 'On' } : { word: 'Off', badge: 'plain', tone: 'failed' }),
    yields: 'narrow',
  },
  country: { draw: (row) => row.country ?? NONE, yields: 'narrow' },
  currency: { draw: (row) => row.defaultCurrency?.toUpperCase() ?? NONE, yields: 'narrow' },
  created: { draw: (row) => <Time at={row.createdAtStripe} show="day" />, className: 'c-when' },
  read: { draw: (row) => <Time at={row.readAt} />, yields: 'narrow', className: 'nowrap' },
  account: { draw: (row) => row.connectedAccountId, yields: 'narrow', className: 'mono muted nowrap' },
};

function lockOf({ lockStrength }: ConnectedAccountRow): CellState {
  const tone = lockStrengthTone(lockStrength);
  return {
    word: lockStrengthWord(lockStrength),
    badge: 'plain',
    ...(tone === undefined ? {} : { tone }),
  };
}

function requirementsOf(row: ConnectedAccountRow): CellState {
  const { word, tone } = requirementState(row.requirementState);
  return {
    word,
    ...(tone === undefined ? { isMuted: true } : { badge: 'plain', tone }),
    ...(row.currentDeadline === null ? {} : { by: row.currentDeadline.toISOString() }),
  };
}

function payoutsOf(row: ConnectedAccountRow): CellState {
  if (row.deauthorizedAt !== null) return { word: 'Disconnected', badge: 'plain', tone: 'failed' };
  if (!row.payoutsEnabled) return { word: 'Off', badge: 'plain', tone: 'failed' };
  return { word: intervalWord(row.payoutInterval) ?? 'On' };
}
