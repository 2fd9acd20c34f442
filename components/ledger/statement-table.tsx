import Link from 'next/link';
import type { StatementLine } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { statementWords } from './entry-words.ts';

/** Lines of one ledger account, newest first, with the balance after each. */
export function StatementTable({ rows, code }: { rows: readonly StatementLine[]; code: string }) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards statement">
        <caption className="vh">Postings, newest first, in {code}</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" aria-sort="descending">
              Effective
            </th>
            <th scope="col" className="n">
              Debit
            </th>
            <th scope="col" className="n">
              Credit
            </th>
            <th scope="col" className="n">
              Balance, {code}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.journalEntryId}/${String(row.line)}`}>
              <th scope="row" className="c-name">
                <Link href={`/ledger/entries/${row.journalEntryId}`} prefetch={false} className="cut">
                  <EntryWords row={row} />
                </Link>
              </th>
              <td className="c-when muted">
                <Time at={row.effectiveAt} />
              </td>
              <td className="n c-side" data-side="debit">
                {row.side === 'debit' ? <Amount value={row.amount} bare /> : null}
              </td>
              <td className="n c-side" data-side="credit">
                {row.side === 'credit' ? <Amount value={row.amount} bare /> : null}
              </td>
              <td className="n strong c-amount">
                <Amount value={row.balanceAfter} bare />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EntryWords({ row }: { row: StatementLine }) {
  const [title, detail] = statementWords(row);
  return (
    <>
      {title} <span className="muted">{detail}</span>
    </>
  );
}
