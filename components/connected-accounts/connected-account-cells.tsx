import type { ConnectedAccountColumn, ConnectedAccountRow } from '#lib/connected-accounts/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { Time } from '../ui/time.tsx';
import {
  informationWord,
  intervalWord,
  lifecycleWord,
  payoutsOffWord,
  requirementState,
} from './account-words.ts';
import { lockStrengthTone, lockStrengthWord } from './lock-words.ts';

const NONE = <span className="muted">–</span>;

/** How each column of the list of connected accounts is drawn. */
export const CONNECTED_ACCOUNT_CELLS: Readonly<
  Record<ConnectedAccountColumn, CellView<ConnectedAccountRow>>
> = {
  name: { draw: (row) => <bdi title={row.displayName}>{row.displayName}</bdi>, className: 'c-name' },
  lock: { state: lockOf, className: 'c-status c-end' },
  lifecycle: { state: lifecycleOf, className: 'c-status' },
  restricts: { draw: restrictsOn, className: 'nowrap' },
  next: { draw: nextStepOf, yields: 'beside', className: 'c-next' },
  information: { state: informationOf, className: 'c-status', yields: 'narrow' },
  requirements: { state: requirementsOf, className: 'c-status' },
  payouts: { state: payoutsOf, className: 'c-status c-payouts' },
  charges: {
    state: (row) => (row.chargesEnabled ? { word: 'On' } : offOf(row)),
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

function lifecycleOf({ lifecycle }: ConnectedAccountRow): CellState {
  const { word, tone } = lifecycleWord(lifecycle);
  return { word, ...(tone === undefined ? { isMuted: true } : { badge: 'plain', tone }) };
}

/** Read whole wherever there is a place for it: it is what the reader came for. An empty cell takes no room on a phone. */
function nextStepOf({ nextStep }: ConnectedAccountRow) {
  return nextStep;
}

/** The year 9999 stands for never; an empty cell takes no room on a phone. */
function restrictsOn({ restrictsAt }: ConnectedAccountRow) {
  return restrictsAt.getUTCFullYear() === 9_999 ? null : <Time at={restrictsAt} show="day" />;
}

function informationOf({ information }: ConnectedAccountRow): CellState {
  if (information === null) return { word: '–', isMuted: true };
  const { word, tone } = informationWord(information);
  return { word, ...(tone === undefined ? {} : { badge: 'plain', tone }) };
}

/** What an account that was never completed cannot do yet was not taken from it. */
function offOf({ lifecycle }: ConnectedAccountRow): CellState {
  return lifecycle === 'onboarding'
    ? { word: 'Not yet', isMuted: true }
    : { word: 'Off', badge: 'plain', tone: 'failed' };
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
  const word = payoutsOffWord(row);
  if (word === null) return { word: intervalWord(row.payoutInterval) ?? 'On' };
  return word === 'Not yet' ? { word, isMuted: true } : { word, badge: 'plain', tone: 'failed' };
}
