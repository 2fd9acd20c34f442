import { amountBounds } from '#app/_edge/amount-bounds.ts';
import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { JOURNAL_ENTRY_TABLE } from '#lib/ledger/journal-entry-table.ts';
import type { JournalEntryColumn, JournalEntryFilter, JournalEntrySort } from '#lib/ledger/types.ts';
import type { Condition, FilterLine } from '#lib/tables/types.ts';
import type { ListRequest } from '../../_lists/list-screen.ts';
import {
  instantsOf,
  isAccountId,
  readListRequest,
  readWordsBy,
  type WordRule,
} from '../../_lists/read-list-request.ts';

const STRIPE_ID = /^[a-z]+_[A-Za-z0-9_]+$/;

/** Reads the address of `/ledger/entries`. */
export function readEntryListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<JournalEntryColumn, JournalEntrySort, JournalEntryFilter> {
  return readListRequest<JournalEntryColumn, JournalEntrySort, JournalEntryFilter>(
    raw,
    JOURNAL_ENTRY_TABLE,
    (condition, line) => filterOf(condition, line, calendar),
    (line) => readWordsBy(line, WORDS),
  );
}

/** Free words: an id of an entry or of what it was booked from, a book, or beginnings of the words of its owner's name. */
const WORDS: readonly WordRule<JournalEntryFilter>[] = [
  { field: 'book', isMeant: isAccountId, part: (text) => ({ connectedAccountId: text }) },
  { field: 'source', isMeant: (text) => STRIPE_ID.test(text), part: (text) => ({ id: text }) },
];

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
    case 'effective':
      return instantsOf(condition, calendar, ['effectiveFrom', 'effectiveBefore']);
    default:
      throw new Error(`No condition of journal entries is called ${field}.`);
  }
}
