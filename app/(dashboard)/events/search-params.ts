import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { EVENT_TABLE } from '#lib/stripe-events/event-table.ts';
import type { StripeEventColumn, StripeEventFilter, StripeEventSort } from '#lib/stripe-events/types.ts';
import type { Condition } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';
import {
  instantsOf,
  isAccountId,
  readListRequest,
  readWordsBy,
  type WordRule,
} from '../_lists/read-list-request.ts';

const EVENT_TYPE = /^[a-z0-9_]+(?:\.[a-z0-9_[\]]+)+$/;
const STRIPE_ID = /^[a-z]+_[A-Za-z0-9_]+$/;

/** Reads the address of `/events`. */
export function readEventListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<StripeEventColumn, StripeEventSort, StripeEventFilter> {
  return readListRequest<StripeEventColumn, StripeEventSort, StripeEventFilter>(
    raw,
    EVENT_TABLE,
    (condition) => filterOf(condition, calendar),
    (line) => readWordsBy(line, WORDS),
  );
}

/** Free words: an event's type, its id or its object's, a connected account's id, or beginnings of the words of a name. */
const WORDS: readonly WordRule<StripeEventFilter>[] = [
  { field: 'account', isMeant: isAccountId, part: (text) => ({ connectedAccountId: text }) },
  { field: 'type', isMeant: (text) => EVENT_TYPE.test(text), part: (text) => ({ type: text }) },
  { field: 'object', isMeant: (text) => STRIPE_ID.test(text), part: (text) => ({ id: text }) },
];

function filterOf(condition: Condition, calendar: Calendar): StripeEventFilter {
  const { field, value } = condition;
  switch (field) {
    case 'type':
      return { type: value };
    case 'state':
      return { state: value };
    case 'arrived_by':
      return { arrivedBy: value };
    case 'account':
      return { connectedAccountId: value };
    case 'object':
      return { id: value };
    case 'created':
      return instantsOf(condition, calendar, ['createdFrom', 'createdBefore']);
    default:
      throw new Error(`No condition of events is called ${field}.`);
  }
}
