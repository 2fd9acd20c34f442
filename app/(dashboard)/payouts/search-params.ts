import { dayEnd, dayStart } from '#app/_edge/day-start.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { readListView, type ListView } from '#app/_edge/list-view.ts';
import { currency } from '#lib/money/currency.ts';
import { add, money, subtract } from '#lib/money/money.ts';
import { parseTypedAmount } from '#lib/money/parse.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';
import type { PayoutColumn, PayoutFilter, PayoutSort } from '#lib/payouts/types.ts';
import type { Condition, FilterLine, FilterProblem } from '#lib/tables/types.ts';

export type PayoutListRequest = ListView<PayoutColumn, PayoutSort> & {
  readonly filter: PayoutFilter;
  /** Not empty: nothing is shown but these, because a list that ignores half of what was asked would mislead. */
  readonly problems: readonly FilterProblem[];
};

/** Whose calendar, and which day it is there. */
export type Calendar = { readonly zone: string; readonly today: string };

/** Reads the address of `/payouts`. */
export function readPayoutListRequest(raw: RawSearchParams, calendar: Calendar): PayoutListRequest {
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
    case 'amount':
      return applyAmount(filter, condition, line);
    case 'created': {
      const day = dayOf(value, calendar);
      const start = dayStart(day, calendar.zone)?.toISOString();
      const end = dayEnd(day, calendar.zone)?.toISOString();
      if (comparison === '>=' || comparison === '=') filter.createdFrom = start;
      if (comparison === '>') filter.createdFrom = end;
      if (comparison === '<=' || comparison === '=') filter.createdBefore = end;
      if (comparison === '<') filter.createdBefore = start;
      return null;
    }
    case 'arrives': {
      const day = dayOf(value, calendar);
      if (comparison === '>=' || comparison === '=') filter.arrivesFrom = day;
      if (comparison === '>') filter.arrivesFrom = shifted(day, 1);
      if (comparison === '<=' || comparison === '=') filter.arrivesTo = day;
      if (comparison === '<') filter.arrivesTo = shifted(day, -1);
      return null;
    }
    default:
      return `There is no filter “${field}”.`;
  }
}

function applyAmount(filter: Mutable<PayoutFilter>, condition: Condition, line: FilterLine): string | null {
  const code = line.conditions.find(({ field }) => field === 'currency')?.value;
  if (code === undefined)
    return 'Add a currency, such as currency:eur: the same digits are another sum in each.';
  const typed = parseTypedAmount(condition.value, currency(code));
  if (typed === null) return `“${condition.value}” has more decimals than ${code.toUpperCase()} has.`;
  const { comparison } = condition;
  const unit = money(1n, currency(code));
  const { amount: low } = comparison === '>' ? add(typed, unit) : typed;
  const { amount: high } = comparison === '<' ? subtract(typed, unit) : typed;
  if (comparison.startsWith('>') || comparison === '=') filter.amountFrom = String(low);
  if (comparison.startsWith('<') || comparison === '=') filter.amountTo = String(high);
  return null;
}

function dayOf(value: string, { today }: Calendar): string {
  if (value === 'today') return today;
  return value === 'yesterday' ? shifted(today, -1) : value;
}

function shifted(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
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
