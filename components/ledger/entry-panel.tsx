import Link from 'next/link';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import type { PanelSteps } from '../data-table/panel-steps.ts';
import { SidePanel } from '../data-table/side-panel.tsx';
import { Amount } from '../money/amount.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { bookName } from './book-table.tsx';
import { entryDetail, entryTitle } from './entry-words.ts';
import { PostingTable } from './posting-table.tsx';

/** One journal entry beside the list: what it books, from what, and its lines. */
export function EntryPanel({ entry, steps }: { entry: JournalEntryDetail; steps: PanelSteps }) {
  return (
    <SidePanel what="entry" label={`Journal entry ${entry.journalEntryId}`} steps={steps}>
      <h2>{entryTitle(entry)}</h2>
      <p className="side-amount">
        <Amount value={entry.turnover} run /> <span className="small muted">turnover</span>
      </p>
      <p className="soft">{entryDetail(entry)}</p>
      <DefinitionList
        items={[
          ['Entry', <CopyId key="id" id={entry.journalEntryId} />],
          ['Source', <CopyId key="source" id={entry.sourceId} />],
          [
            'Book',
            <Link key="book" href={`/ledger?book=${entry.connectedAccountId}`} prefetch={false}>
              <bdi>{bookName(entry)}</bdi>
            </Link>,
          ],
          ['Effective', <Time key="effective" at={entry.effectiveAt} year />],
          ['Booked', <Time key="posted" at={entry.postedAt} year />],
          [
            'Reverses',
            entry.reversesJournalEntryId === null ? null : (
              <Link
                key="reverses"
                href={`/ledger/entries/${entry.reversesJournalEntryId}`}
                prefetch={false}
                className="mono"
              >
                {entry.reversesJournalEntryId}
              </Link>
            ),
          ],
        ]}
      />
      <PostingTable entry={entry} />
      <p>
        <Link
          href={`/ledger/entries/${entry.journalEntryId}`}
          prefetch={false}
          className="btn btn-plain"
          data-panel-page=""
        >
          Open the whole entry
        </Link>
      </p>
    </SidePanel>
  );
}
