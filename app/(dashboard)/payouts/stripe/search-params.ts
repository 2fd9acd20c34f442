import { amountBounds } from '#app/_edge/amount-bounds.ts';
import { dayOf, shiftedDay, type Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';
import type { PayoutColumn, PayoutFilter, PayoutSort } from '#lib/payouts/types.ts';
import type { Condition, FilterLine, FilterProblem } from '#lib/tables/types.ts';
import type { ListRequest } from '../../_lists/list-screen.ts';
import { instantsOf, readListRequest, type ReadWords } from '../../_lists/read-list-request.ts';

/** Reads the address of `/payouts/stripe`. */
export function readPayoutListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<PayoutColumn, PayoutSort, PayoutFilter> {
  return readListRequest<PayoutColumn, PayoutSort, PayoutFilter>(
    raw,
    PAYOUT_TABLE,
    (condition, line) => filterOf(condition, line, calendar),
    readWords,
  );
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What a condition adds to the filter, or what is wrong with it. */
function filterOf(condition: Condition, line: FilterLine, calendar: Calendar): PayoutFilter | string {
  const { field, value } = condition;
  switch (field) {
    case 'status':
      return { status: value };
    case 'currency':
      return { currency: value };
    case 'method':
      return { method: value };
    case 'schedule':
      return { isAutomatic: value === 'automatic' };
    case 'account':
      return { connectedAccountId: value };
    case 'amount':
      return amountBounds(condition, line);
    case 'created':
      return instantsOf(condition, calendar, ['createdFrom', 'createdBefore']);
    case 'arrives':
      return arrival(condition, calendar);
    default:
      throw new Error(`No condition of payouts is called ${field}.`);
  }
}

/** Days at both ends, included: a bank's day has no hours. */
function arrival({ value, comparison }: Condition, calendar: Calendar): PayoutFilter {
  const day = dayOf(value, calendar);
  switch (comparison) {
    case '=':
      return { arrivesFrom: day, arrivesTo: day };
    case '>=':
      return { arrivesFrom: day };
    case '>':
      return { arrivesFrom: shiftedDay(day, 1) };
    case '<=':
      return { arrivesTo: day };
    case '<':
      return { arrivesTo: shiftedDay(day, -1) };
  }
}

/** Free words: an id, an amount with or without its currency, or the name of a connected account. */
function readWords(line: FilterLine): ReadWords<PayoutFilter> {
  const filter: Mutable<PayoutFilter> = {};
  const names: string[] = [];
  const problems: FilterProblem[] = [];
  let isAfterAmount = false;
  for (const word of line.words) {
    const { text } = word;
    const isCurrency = isAfterAmount && /^[a-z]{3}$/i.test(text);
    isAfterAmount = /^\d[\d.,'’]*$/.test(text);
    if (isCurrency) filter.currency = text.toLowerCase();
    else if (/^po_\w*$/.test(text)) {
      if (text.length < 4) problems.push({ ...word, message: 'Type more of the payout id, such as po_1.' });
      filter.idPrefix = text;
    } else if (/^acct_\w+$/.test(text)) filter.connectedAccountId = text;
    else if (isAfterAmount) filter.typedAmount = text;
    else if (/[\p{Letter}\p{Number}]/u.test(text)) names.push(text);
    else problems.push({ ...word, message: `“${text}” is no word to look for.` });
  }
  if (names.length > 0) filter.words = names;
  return { filter, problems };
}
