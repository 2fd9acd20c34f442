import Link from 'next/link';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { bookName } from './book-table.tsx';
import { entryTitle } from './entry-words.ts';

export function JournalEntryTable({ rows }: { rows: readonly JournalEntryDetail[] }) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards">
        <caption className="vh">Journal entries, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col" className="n amount-head">
              Turnover
            </th>
            <th scope="col">Book</th>
            <th scope="col" className="c-wide">
              Source
            </th>
            <th scope="col" aria-sort="descending">
              Effective
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.journalEntryId}>
              <th scope="row" className="c-name">
                <Link href={`/ledger/entries/${row.journalEntryId}`} prefetch={false} className="cut">
                  {entryTitle(row)} <span className="muted">{row.description}</span>
                </Link>
              </th>
              <td className="n c-amount">
                <Amount value={row.turnover} />
              </td>
              <td className="c-book">
                <bdi className="cut">{bookName(row)}</bdi>
              </td>
              <td className="c-wide mono muted nowrap">{row.sourceId}</td>
              <td className="c-when">
                <Time at={row.effectiveAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
