import type { Route } from 'next';
import Link from 'next/link';
import type { BookRow } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';

/** Books, one row per currency. @param hrefOf where a book opens */
export function BookTable({ rows, hrefOf }: { rows: readonly BookRow[]; hrefOf: (row: BookRow) => Route }) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards">
        <caption className="vh">Books by connected account and currency</caption>
        <thead>
          <tr>
            <th scope="col">Book</th>
            <th scope="col" className="n amount-head">
              Available at Stripe
            </th>
            <th scope="col" className="n amount-head">
              Pending
            </th>
            <th scope="col" className="n amount-head">
              Not final yet
            </th>
            <th scope="col" className="n c-wide">
              Postings
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.connectedAccountId}/${row.currency}`}>
              <th scope="row" className="c-name">
                <Link href={hrefOf(row)} prefetch={false} className="cut">
                  <bdi>{bookName(row)}</bdi>
                </Link>
              </th>
              <td className="n c-amount">
                <Amount value={row.available} />
              </td>
              <td className="n c-when">
                <Amount value={row.pending} />
              </td>
              <td className="n c-wide">
                <Amount value={row.onItsWay} />
              </td>
              <td className="n c-wide muted">{row.postingCount.toLocaleString('en-GB')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The platform's own book has no connected account. */
export function bookName(book: { connectedAccountId: string; connectedAccountName: string | null }): string {
  return book.connectedAccountId === 'platform'
    ? 'Platform'
    : (book.connectedAccountName ?? book.connectedAccountId);
}
