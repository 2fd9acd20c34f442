import Link from 'next/link';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import { entryDetail, entryTitle } from './entry-words.ts';
import { Time } from '../ui/time.tsx';

/** Entries under the numbers that the T-accounts use. */
export function EntryList({ entries }: { entries: readonly JournalEntryDetail[] }) {
  return (
    <ol className="entries">
      {entries.map((entry, position) => (
        <li key={entry.journalEntryId}>
          <b>J{position + 1}</b>
          <Time at={entry.effectiveAt} />
          <span>
            <Link href={`/ledger/entries/${entry.journalEntryId}`} prefetch={false}>
              {entryTitle(entry)}
            </Link>{' '}
            <span className="muted">{entryDetail(entry)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
