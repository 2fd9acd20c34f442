import type { JournalEntryColumn, JournalEntryDetail, Side } from '#lib/ledger/types.ts';
import type { CellView } from '../data-table/data-table.tsx';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { bookName } from './book-table.tsx';
import { entryDetail, entryTitle } from './entry-words.ts';

/** How each column of the list of journal entries is drawn. None of it ever changes. */
export const ENTRY_CELLS: Readonly<Record<JournalEntryColumn, CellView<JournalEntryDetail>>> = {
  entry: {
    draw: (row) => (
      <span title={`${entryTitle(row)} ${entryDetail(row)}`}>
        {entryTitle(row)} <span className="muted">{entryDetail(row)}</span>
      </span>
    ),
    className: 'c-name',
  },
  turnover: { draw: (row) => <Amount value={row.turnover} />, className: 'n c-amount' },
  book: {
    draw: (row) => (
      <bdi className="cut" title={bookName(row)}>
        {bookName(row)}
      </bdi>
    ),
    className: 'c-book',
  },
  source: { draw: (row) => row.sourceId, yields: 'narrow', className: 'mono muted nowrap' },
  effective: { draw: (row) => <Time at={row.effectiveAt} />, className: 'c-when' },
  posted: { draw: (row) => <Time at={row.postedAt} />, yields: 'narrow', className: 'nowrap' },
  debits: { draw: (row) => accountsOn(row, 'debit'), yields: 'narrow', className: 'muted nowrap' },
  credits: { draw: (row) => accountsOn(row, 'credit'), yields: 'narrow', className: 'muted nowrap' },
  id: { draw: (row) => row.journalEntryId, yields: 'narrow', className: 'mono muted nowrap' },
};

/** Numbers of the ledger accounts on one side, as a bookkeeper writes them. */
function accountsOn({ postings }: JournalEntryDetail, side: Side): string {
  const codes = postings.filter((line) => line.side === side).map((line) => line.ledgerAccount.code);
  return [...new Set(codes)].join(', ');
}
