import type { PayoutColumn, PayoutRow } from '#lib/payouts/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { destinationText, methodWord, ownerName, payoutStatus, schedule } from './payout-words.ts';

const place = (row: PayoutRow): string | null =>
  destinationText(row.destinationInstitution, row.destinationLast4);
const NONE = <span className="muted">–</span>;

/** How each column of the list of payouts is drawn. */
export const PAYOUT_CELLS: Readonly<Record<PayoutColumn, CellView<PayoutRow>>> = {
  account: { draw: (row) => <Owner row={row} />, className: 'c-name' },
  amount: { draw: (row) => <Amount value={row.amount} />, className: 'n c-amount' },
  status: { state: statusOf, className: 'c-status' },
  destination: {
    draw: (row) => place(row) ?? NONE,
    className: (row) => (place(row) === null ? 'c-destination none' : 'c-destination nowrap'),
  },
  method: { draw: (row) => methodWord(row.method), yields: 'narrow' },
  schedule: { draw: (row) => schedule(row.isAutomatic), yields: 'narrow', className: 'nowrap' },
  arrives: { state: (row) => ({ word: row.arrivesOn }), yields: 'narrow', className: 'nowrap' },
  created: { draw: (row) => <Time at={row.occurredAt} />, className: 'c-when' },
  country: { draw: (row) => row.country ?? NONE, yields: 'narrow' },
  payout: { draw: (row) => row.payoutId, yields: 'narrow', className: 'mono muted nowrap' },
};

function Owner({ row }: { row: PayoutRow }) {
  const name = ownerName(row.connectedAccountId, row.connectedAccountName);
  return <bdi title={name}>{name}</bdi>;
}

function statusOf({ status, failureCode }: PayoutRow): CellState {
  const { word, tone } = payoutStatus(status);
  return {
    word,
    badge: 'dot',
    ...(tone === undefined ? {} : { tone }),
    ...(failureCode === null ? {} : { why: failureCode.replaceAll('_', ' ') }),
  };
}
