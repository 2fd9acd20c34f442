import type { PayoutRequestColumn, PayoutRequestRow, RequestPriority } from '#lib/payouts/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { destinationText, methodWord } from './payout-words.ts';
import { approvalCount, originWord, requestState, routeWord } from './request-words.ts';

const NONE = <span className="muted">–</span>;

/** How each column of the list of payout requests is drawn. What changes while somebody looks is a state. */
export const REQUEST_CELLS: Readonly<Record<PayoutRequestColumn, CellView<PayoutRequestRow>>> = {
  account: {
    draw: (row) => <bdi title={row.connectedAccountName}>{row.connectedAccountName}</bdi>,
    className: 'c-name',
  },
  amount: { draw: (row) => <Amount value={row.amount} />, className: 'n c-amount' },
  state: { state: stateOf, className: 'c-status' },
  approvals: { state: approvalsOf, className: 'c-approvals nowrap' },
  why: { draw: (row) => <Why row={row} />, isWide: true, className: 'c-why' },
  destination: {
    draw: (row) => destinationText(row.destinationInstitution, row.destinationLast4) ?? NONE,
    isWide: true,
    className: 'nowrap',
  },
  asked: { draw: (row) => <Time at={row.askedAt} />, className: 'c-when' },
  reviewer: { state: reviewerOf, className: 'c-reviewer nowrap' },
  priority: {
    draw: (row) => (row.priority === null ? NONE : <Priority priority={row.priority} />),
    isWide: true,
    className: 'nowrap',
  },
  origin: { draw: (row) => originWord(row.origin), isWide: true },
  route: { draw: (row) => routeWord(row.route), isWide: true, className: 'nowrap' },
  method: { draw: (row) => methodWord(row.method), isWide: true },
  leaves: {
    draw: (row) => (row.leavesAfter === null ? NONE : <Time at={row.leavesAfter} />),
    isWide: true,
    className: 'nowrap',
  },
  country: { draw: (row) => row.country ?? NONE, isWide: true },
  request: { draw: (row) => row.payoutRequestId, isWide: true, className: 'mono muted nowrap' },
};

function stateOf({ state, openHolds, rejectedBy, failureCode }: PayoutRequestRow): CellState {
  const { word, tone } = requestState(state);
  const held = openHolds > 0 && (state === 'in_review' || state === 'approved');
  const holds = openHolds === 1 ? '1 hold' : `${String(openHolds)} holds`;
  const why = held ? holds : state === 'rejected' && rejectedBy !== null ? `by ${rejectedBy}` : failureCode;
  return {
    word,
    badge: 'dot',
    ...(tone === undefined ? {} : { tone }),
    ...(why === null ? {} : { why: why.replaceAll('_', ' ') }),
  };
}

function approvalsOf(row: PayoutRequestRow): CellState {
  return {
    word: approvalCount(row),
    isMuted: row.approvedBy.length === 0,
    ...(row.approvedBy.length === 0 ? {} : { why: row.approvedBy.join(', ') }),
  };
}

function reviewerOf({ reviewer }: PayoutRequestRow): CellState {
  return reviewer === null ? { word: '–', isMuted: true } : { word: reviewer.name };
}

function Why({ row: { routeReasons } }: { row: PayoutRequestRow }) {
  const [first, ...others] = routeReasons;
  if (first === undefined) return NONE;
  return (
    <span className="cut" title={routeReasons.join('\n')}>
      {first.replace(/^Line \d+: /, '')}
      {others.length === 0 ? null : <span className="muted"> +{others.length}</span>}
    </span>
  );
}

/** One number to go by, and beside it what it is made of. */
export function Priority({ priority: { money, risk, time } }: { priority: RequestPriority }) {
  return (
    <span title="Money + risk + hours waited">
      {money + risk + time}{' '}
      <span className="small muted">
        {money}+{risk}+{time}
      </span>
    </span>
  );
}
