import { amountBounds } from '#app/_edge/amount-bounds.ts';
import { dayOf, instantBounds, shiftedDay, type Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { readListView } from '#app/_edge/list-view.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';
import type { PayoutColumn, PayoutFilter, PayoutSort } from '#lib/payouts/types.ts';
import type { Condition, FilterLine, FilterProblem } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';

/** Reads the address of `/payouts`. */
export function readPayoutListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<PayoutColumn, PayoutSort, PayoutFilter> {
  const view = readListView(raw, PAYOUT_TABLE);
  const words = readWords(view.line);
  const problems: FilterProblem[] = [...view.line.problems, ...words.problems];
  const filter: Mutable<PayoutFilter> = { ...words.filter };
  for (const condition of view.line.conditions) {
    const problem = apply(filter, condition, view.line, calendar);
    if (problem !== null) problems.push({ from: condition.from, to: condition.to, message: problem });
  }
  return { ...view, filter, problems: problems.sort((left, right) => left.from - right.from) };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Puts a condition into the filter. @returns what is wrong with it, or null */
function apply(
  filter: Mutable<PayoutFilter>,
  condition: Condition,
  line: FilterLine,
  calendar: Calendar,
): string | null {
  const { field, value, comparison } = condition;
  switch (field) {
    case 'status':
      filter.status = value;
      return null;
    case 'currency':
      filter.currency = value;
      return null;
    case 'method':
      filter.method = value;
      return null;
    case 'schedule':
      filter.isAutomatic = value === 'automatic';
      return null;
    case 'account':
      filter.connectedAccountId = value;
      return null;
    case 'amount': {
      const bounds = amountBounds(condition, line);
      if (typeof bounds === 'string') return bounds;
      Object.assign(filter, bounds);
      return null;
    }
    case 'created': {
      const { from, before } = instantBounds(condition, calendar);
      if (from !== undefined) filter.createdFrom = from;
      if (before !== undefined) filter.createdBefore = before;
      return null;
    }
    case 'arrives': {
      const day = dayOf(value, calendar);
      if (comparison === '>=' || comparison === '=') filter.arrivesFrom = day;
      if (comparison === '>') filter.arrivesFrom = shiftedDay(day, 1);
      if (comparison === '<=' || comparison === '=') filter.arrivesTo = day;
      if (comparison === '<') filter.arrivesTo = shiftedDay(day, -1);
      return null;
    }
    default:
      return `There is no filter “${field}”.`;
  }
}

/** Free words: an id, an amount with or without its currency, or the name of a connected account. */
function readWords(line: FilterLine): { filter: PayoutFilter; problems: FilterProblem[] } {
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
