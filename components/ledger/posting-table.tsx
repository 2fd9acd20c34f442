import Link from 'next/link';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import { money, sumByCurrency } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { plainText } from './explanation.tsx';
import { statementHref } from './trial-balance-table.tsx';

/** The lines of one entry. */
export function PostingTable({ entry }: { entry: JournalEntryDetail }) {
  const sumOf = (side: 'debit' | 'credit') =>
    sumByCurrency(entry.postings.filter((line) => line.side === side).map((line) => line.amount))[0] ??
    money(0n, entry.currency);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Lines of this entry">
      <table className="data plain-rows">
        <caption className="vh">Postings in {entry.currency.toUpperCase()}</caption>
        <thead>
          <tr>
            <th scope="col">Ledger account</th>
            <th scope="col" className="hide-s">
              Part of the source
            </th>
            <th scope="col" className="n">
              Debit
            </th>
            <th scope="col" className="n">
              Credit
            </th>
          </tr>
        </thead>
        <tbody>
          {entry.postings.map((posting) => (
            <tr key={posting.line}>
              <th scope="row" title={plainText(posting.ledgerAccount.explanation)}>
                <span className="muted">{posting.ledgerAccount.code}</span>{' '}
                <Link
                  href={statementHref(posting.ledgerAccount.code, entry.connectedAccountId, entry.currency)}
                  prefetch={false}
                >
                  {posting.ledgerAccount.name}
                </Link>
              </th>
              <td className="muted nowrap hide-s">{posting.component.replaceAll('_', ' ')}</td>
              <td className="n">
                {posting.side === 'debit' ? <Amount value={posting.amount} bare /> : null}
              </td>
              <td className="n">
                {posting.side === 'credit' ? <Amount value={posting.amount} bare /> : null}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            <td className="hide-s" />
            <td className="n">
              <Amount value={sumOf('debit')} bare />
            </td>
            <td className="n">
              <Amount value={sumOf('credit')} bare />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
