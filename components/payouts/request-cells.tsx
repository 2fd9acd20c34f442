import type {
  PayoutRequestColumn,
  PayoutRequestRow,
  RequestPriority,
  RiskCause,
} from '#lib/payouts/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { holdReason } from '../holds/hold-words.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { destinationText, methodWord } from './payout-words.ts';
import { approvalCount, lostInShort, originWord, requestState, routeWord } from './request-words.ts';

const NONE = <span className="muted">–</span>;

/** How each column of the list of payout requests is drawn. What changes while somebody looks is a state. */
export const REQUEST_CELLS: Readonly<Record<PayoutRequestColumn, CellView<PayoutRequestRow>>> = {
  account: {
    draw: (row) => <bdi title={row.connectedAccountName}>{row.connectedAccountName}</bdi>,
    className: 'c-name',
  },
  amount: { draw: (row) => <Amount value={row.amount} />, className: 'n c-amount' },
  state: { state: stateOf, className: 'c-status' },
  approvals: { state: approvalsOf, yields: 'beside', className: 'c-approvals nowrap' },
  why: { draw: (row) => <Why row={row} />, className: 'c-why' },
  destination: {
    draw: (row) => destinationText(row.destinationInstitution, row.destinationLast4) ?? NONE,
    yields: 'narrow',
    className: 'nowrap',
  },
  asked: { draw: (row) => <Time at={row.askedAt} />, yields: 'beside', className: 'c-when' },
  reviewer: { state: reviewerOf, yields: 'beside', className: 'c-reviewer nowrap' },
  // What is decided has none, and has one again once somebody takes that back.
  priority: { state: placeOf, className: 'c-priority nowrap' },
  origin: { draw: (row) => originWord(row.origin), yields: 'narrow' },
  route: { draw: (row) => routeWord(row.route), yields: 'narrow', className: 'nowrap' },
  method: { draw: (row) => methodWord(row.method), yields: 'narrow' },
  leaves: {
    draw: (row) => (row.leavesAfter === null ? NONE : <Time at={row.leavesAfter} />),
    yields: 'narrow',
    className: 'nowrap',
  },
  country: { draw: (row) => row.country ?? NONE, yields: 'narrow' },
  request: { draw: (row) => row.payoutRequestId, yields: 'narrow', className: 'mono muted nowrap' },
};

function stateOf({ state, openHolds, rejectedBy, failureCode, waitsUntil }: PayoutRequestRow): CellState {
  const { word, tone } = requestState(state);
  const held = openHolds > 0 && (state === 'in_review' || state === 'approved');
  const holds = openHolds === 1 ? '1 hold' : `${String(openHolds)} holds`;
  const why = held ? holds : state === 'rejected' && rejectedBy !== null ? `by ${rejectedBy}` : failureCode;
  return {
    word,
    badge: 'dot',
    ...(tone === undefined ? {} : { tone }),
    ...(why === null ? {} : { why: why.replaceAll('_', ' ') }),
    ...(waitsUntil === null ? {} : { waitsUntil: waitsUntil.toISOString() }),
  };
}

function approvalsOf(row: PayoutRequestRow): CellState {
  const cannot =
    row.goneDestination !== null && row.state === 'in_review'
      ? ['cannot be approved']
      : row.oneHand === null
        ? []
        : ['not yours to approve'];
  const why = [...row.approvedBy, ...cannot];
  return {
    word: approvalCount(row),
    isMuted: row.approvedBy.length === 0,
    ...(why.length === 0 ? {} : { why: why.join(', ') }),
  };
}

function reviewerOf({ reviewer }: PayoutRequestRow): CellState {
  return reviewer === null ? { word: '–', isMuted: true } : { word: reviewer.name };
}

/** What sets it apart, the shortest first; the whole of it, and what the policy says, on hover and in the item. */
function Why({ row }: { row: PayoutRequestRow }) {
  const { holdReasons, particulars, commonplace, routeReasons, goneDestination } = row;
  const held = holdReasons
    // That it changed, and when, or is gone, is one of its own words.
    .filter(
      (reason) =>
        reason !== 'destination_changed' || !particulars.some(({ code }) => code.startsWith('destination_')),
    )
    .map(holdReason);
  // That it is gone comes first of particulars, and stands before holds, too.
  const first = goneDestination === null ? 0 : 1;
  const words = particulars.map((one) => one.words);
  const parts = [...words.slice(0, first), ...lostInShort(row), ...held, ...words.slice(first)];
  return (
    <span className={parts.length === 0 ? 'cut muted' : 'cut'} title={[...parts, ...routeReasons].join('\n')}>
      {parts.length === 0 ? commonplace : parts.join(' · ')}
    </span>
  );
}

const RISK_CAUSES: Readonly<Record<RiskCause, string>> = {
  holds: 'its holds',
  new_destination: 'a new destination',
  weak_lock: 'a weak lock',
  band: 'its account’s risk band',
  anomaly: 'an open anomaly',
};

/** What a place in the queue is made of: each part by name, with what its points are for; nothing is said for none. */
export function priorityParts({ money, risk, riskCauses, time }: RequestPriority): string[] {
  const parts = [
    { name: 'money', points: money, why: 'by the digits of the amount' },
    { name: 'risk', points: risk, why: riskCauses.map((cause) => RISK_CAUSES[cause]).join(', ') },
    { name: 'hours waited', points: time, why: 'one for each hour since it was asked for' },
  ];
  return parts.map(({ name, points, why }) => `${name} ${String(points)}${points === 0 ? '' : `: ${why}`}`);
}

export const priorityOf = ({ money, risk, time }: RequestPriority): number => money + risk + time;

/** The same in words, for whoever points at it. */
function priorityInWords(priority: RequestPriority): string {
  return [`Priority ${String(priorityOf(priority))}`, ...priorityParts(priority)].join('\n');
}

/** One number to go by, and beside it what it is made of. */
function placeOf({ priority }: PayoutRequestRow): CellState {
  if (priority === null) return { word: '–', isMuted: true };
  const { money, risk, time } = priority;
  return {
    word: String(priorityOf(priority)),
    madeOf: {
      sum: `${String(money)}+${String(risk)}+${String(time)}`,
      heard: `money ${String(money)}, risk ${String(risk)}, hours waited ${String(time)}`,
      whole: priorityInWords(priority),
    },
  };
}
