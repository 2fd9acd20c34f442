import Link from 'next/link';
import type { StatementLine } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { entryKind } from './entry-words.ts';

/** Lines of one ledger account, newest first, with the balance after each. */
export function StatementTable({ rows, code }: { rows: readonly StatementLine[]; code: string }) {
  return (
    <div className="scroll-x" data-list="" tabIndex={0} role="region" aria-label="Statement">
      <table className="data sticky">
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
              <th scope="row" className="nowrap">
                <Link href={`/ledger/entries/${row.journalEntryId}`} prefetch={false}>
                  {entryKind(row.kind)}
                </Link>{' '}
                <span className="muted">{row.description}</span>
              </th>
              <td className="muted">
                <Time at={row.effectiveAt} />
              </td>
              <td className="n">{row.side === 'debit' ? <Amount value={row.amount} bare /> : null}</td>
              <td className="n">{row.side === 'credit' ? <Amount value={row.amount} bare /> : null}</td>
              <td className="n strong">
                <Amount value={row.balanceAfter} bare />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
