import { instantBounds, type Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { readListView } from '#app/_edge/list-view.ts';
import { EVENT_TABLE } from '#lib/stripe-events/event-table.ts';
import type { StripeEventColumn, StripeEventFilter, StripeEventSort } from '#lib/stripe-events/types.ts';
import type { Condition, FilterLine, FilterProblem } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';

const EVENT_TYPE = /^[a-z0-9_]+(?:\.[a-z0-9_[\]]+)+$/;
const STRIPE_ID = /^[a-z]+_[A-Za-z0-9_]+$/;

/** Reads the address of `/events`. */
export function readEventListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<StripeEventColumn, StripeEventSort, StripeEventFilter> {
  const view = readListView(raw, EVENT_TABLE);
  const words = readWords(view.line);
  const filter = view.line.conditions.reduce(
    (read, condition) => ({ ...read, ...filterOf(condition, calendar) }),
    words.filter,
  );
  const problems = [...view.line.problems, ...words.problems];
  return { ...view, filter, problems: problems.sort((left, right) => left.from - right.from) };
}

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
    case 'created': {
      const { from, before } = instantBounds(condition, calendar);
      return {
        ...(from === undefined ? {} : { createdFrom: from }),
        ...(before === undefined ? {} : { createdBefore: before }),
      };
    }
    default:
      throw new Error(`No condition of events is called ${field}.`);
  }
}

/** Free words: an event's type, its id or its object's, a connected account's id, or beginnings of the words of a name. */
function readWords({ words, conditions }: FilterLine): {
  filter: StripeEventFilter;
  problems: FilterProblem[];
} {
  const names: string[] = [];
  const problems: FilterProblem[] = [];
  let filter: StripeEventFilter = {};
  const said = new Set(conditions.map(({ field }) => field));
  for (const word of words) {
    const { text } = word;
    const say = (field: string, part: StripeEventFilter): void => {
      if (said.has(field)) problems.push({ ...word, message: `“${text}” is a second ${field}. Keep one.` });
      said.add(field);
      filter = { ...filter, ...part };
    };
    if (text === 'platform' || text.startsWith('acct_')) say('account', { connectedAccountId: text });
    else if (EVENT_TYPE.test(text)) say('type', { type: text });
    else if (STRIPE_ID.test(text)) say('object', { id: text });
    else if (/[\p{Letter}\p{Number}]/u.test(text)) names.push(text);
    else problems.push({ ...word, message: `“${text}” is no word to look for.` });
  }
  return { filter: names.length === 0 ? filter : { ...filter, words: names }, problems };
}
