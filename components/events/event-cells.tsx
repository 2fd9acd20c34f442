import type { StripeEventColumn, StripeEventRow } from '#lib/stripe-events/types.ts';
import type { CellState } from '../data-table/cell-state.tsx';
import type { CellView } from '../data-table/data-table.tsx';
import { formatDuration } from '../ui/format-instant.ts';
import { Time } from '../ui/time.tsx';
import { ARRIVAL_WORDS, bookName, secondsBetween, STATE_WORDS } from './event-words.ts';

/** How each column of the list of events is drawn. */
export const EVENT_CELLS: Readonly<Record<StripeEventColumn, CellView<StripeEventRow>>> = {
  type: {
    draw: (row) => (
      <span title={row.type}>
        {row.type}
        <span className="vh"> {row.stripeEventId}</span>
      </span>
    ),
    className: 'c-name',
  },
  state: { state: stateOf, className: 'c-status' },
  account: {
    draw: (row) => (
      <bdi className="cut event-owner" title={bookName(row)}>
        {bookName(row)}
      </bdi>
    ),
    className: 'c-book',
  },
  object: { draw: (row) => row.objectId ?? '–', yields: 'narrow', className: 'mono muted' },
  created: { draw: (row) => <Time at={row.occurredAt} seconds />, className: 'c-when' },
  arrival: { draw: (row) => ARRIVAL_WORDS[row.arrivedBy], yields: 'narrow' },
  received: { draw: (row) => <Time at={row.receivedAt} seconds />, yields: 'narrow', className: 'nowrap' },
  processed: { state: processedOf, yields: 'narrow', className: 'n' },
  attempts: { state: (row) => ({ word: String(row.attempts) }), yields: 'narrow', className: 'n' },
  event: { draw: (row) => row.stripeEventId, yields: 'narrow', className: 'mono muted nowrap' },
};

function stateOf({ state }: StripeEventRow): CellState {
  const { word, tone } = STATE_WORDS[state];
  return { word, badge: 'dot', ...(tone === undefined ? {} : { tone }) };
}

/** A replay years later says nothing about how long the event took. */
function processedOf(row: StripeEventRow): CellState {
  const processedAt = row.firstProcessedAt ?? row.processedAt;
  if (processedAt === null) return { word: '–', isMuted: true };
  return { word: formatDuration(secondsBetween(row.occurredAt, processedAt)) };
}
