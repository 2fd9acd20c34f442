import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { CONNECTED_ACCOUNT_TABLE } from '#lib/connected-accounts/connected-account-table.ts';
import type {
  ConnectedAccountColumn,
  ConnectedAccountFilter,
  ConnectedAccountSort,
} from '#lib/connected-accounts/types.ts';
import type { Condition, FilterLine, FilterProblem } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';
import { instantsOf, readListRequest, type ReadWords } from '../_lists/read-list-request.ts';

/** Reads the address of `/connected-accounts`: what has a deadline comes by it, unless another order was chosen. */
export function readConnectedAccountListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<ConnectedAccountColumn, ConnectedAccountSort, ConnectedAccountFilter> {
  const request = readListRequest<ConnectedAccountColumn, ConnectedAccountSort, ConnectedAccountFilter>(
    raw,
    CONNECTED_ACCOUNT_TABLE,
    (condition) => filterOf(condition, calendar),
    readWords,
  );
  if (!hasDeadlines(request.filter)) return request;
  // The list's usual order is a choice here, which links have to go on saying.
  return request.isOrderChosen
    ? { ...request, params: { ...request.params, sort: request.order } }
    : { ...request, order: 'soonest' };
}

/** Queues that are worked off before a day. */
function hasDeadlines({ lifecycle, requirementState }: ConnectedAccountFilter): boolean {
  return lifecycle === 'restricted_soon' || requirementState === 'past_due' || requirementState === 'due';
}

function filterOf(condition: Condition, calendar: Calendar): ConnectedAccountFilter {
  const { field, value } = condition;
  switch (field) {
    case 'lock':
      return { lockStrength: value };
    case 'lifecycle':
      return { lifecycle: value };
    case 'requirements':
      return { requirementState: value };
    case 'payouts':
      return { payoutsEnabled: value === 'on' };
    case 'country':
      return { country: value.toUpperCase() };
    case 'currency':
      return { currency: value };
    case 'created':
      return instantsOf(condition, calendar, ['createdFrom', 'createdBefore']);
    default:
      throw new Error(`No condition of connected accounts is called ${field}.`);
  }
}

/** Free words: the beginning of an id, or beginnings of the words of a name. */
function readWords({ words }: FilterLine): ReadWords<ConnectedAccountFilter> {
  const names: string[] = [];
  const problems: FilterProblem[] = [];
  let idPrefix: string | undefined;
  for (const word of words) {
    const { text } = word;
    if (/^acct_\w*$/.test(text)) {
      if (idPrefix !== undefined)
        problems.push({ ...word, message: 'Two ids stand here. Keep one of them.' });
      idPrefix = text;
    } else if (/[\p{Letter}\p{Number}]/u.test(text)) names.push(text);
    else problems.push({ ...word, message: `“${text}” is no word to look for.` });
  }
  return { filter: { idPrefix, words: names.length === 0 ? undefined : names }, problems };
}
