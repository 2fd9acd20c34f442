import { amountBounds } from '#app/_edge/amount-bounds.ts';
import { instantBounds, type Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { readListView } from '#app/_edge/list-view.ts';
import { JOURNAL_ENTRY_TABLE } from '#lib/ledger/journal-entry-table.ts';
import type { JournalEntryColumn, JournalEntryFilter, JournalEntrySort } from '#lib/ledger/types.ts';
import type { Condition, FilterLine, FilterProblem } from '#lib/tables/types.ts';
import type { ListRequest } from '../../_lists/list-screen.ts';

const STRIPE_ID = /^[a-z]+_[A-Za-z0-9_]+$/;

/** Reads the address of `/ledger/entries`. */
export function readEntryListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<JournalEntryColumn, JournalEntrySort, JournalEntryFilter> {
  const view = readListView(raw, JOURNAL_ENTRY_TABLE);
  const words = readWords(view.line);
  const problems = [...view.line.problems, ...words.problems];
  let filter = words.filter;
  for (const condition of view.line.conditions) {
    const read = filterOf(condition, view.line, calendar);
    if (typeof read === 'string') problems.push({ from: condition.from, to: condition.to, message: read });
    else filter = { ...filter, ...read };
  }
  return { ...view, filter, problems: problems.sort((left, right) => left.from - right.from) };
}

/** What a condition adds to the filter, or what is wrong with it. */
function filterOf(condition: Condition, line: FilterLine, calendar: Calendar): JournalEntryFilter | string {
  const { field, value } = condition;
  switch (field) {
    case 'source':
      return { id: value };
    case 'kind':
      return { kind: value };
    case 'currency':
      return { currency: value };
    case 'book':
      return { connectedAccountId: value };
    case 'amount':
      return amountBounds(condition, line);
    case 'effective': {
      const { from, before } = instantBounds(condition, calendar);
      return {
        ...(from === undefined ? {} : { effectiveFrom: from }),
        ...(before === undefined ? {} : { effectiveBefore: before }),
      };
    }
    default:
      throw new Error(`No condition of journal entries is called ${field}.`);
  }
}

/** Free words: an id of an entry or of what it was booked from, a book, or beginnings of the words of its owner's name. */
function readWords({ words, conditions }: FilterLine): {
  filter: JournalEntryFilter;
  problems: FilterProblem[];
} {
  const names: string[] = [];
  const problems: FilterProblem[] = [];
  let filter: JournalEntryFilter = {};
  const said = new Set(conditions.map(({ field }) => field));
  for (const word of words) {
    const { text } = word;
    const say = (field: string, part: JournalEntryFilter): void => {
      if (said.has(field)) problems.push({ ...word, message: `“${text}” is a second ${field}. Keep one.` });
      said.add(field);
      filter = { ...filter, ...part };
    };
    if (text === 'platform' || text.startsWith('acct_')) say('book', { connectedAccountId: text });
    else if (STRIPE_ID.test(text)) say('source', { id: text });
    else if (/[\p{Letter}\p{Number}]/u.test(text)) names.push(text);
    else problems.push({ ...word, message: `“${text}” is no word to look for.` });
  }
  return { filter: names.length === 0 ? filter : { ...filter, words: names }, problems };
}
