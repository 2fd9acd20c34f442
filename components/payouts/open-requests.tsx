import type { Route } from 'next';
import Link from 'next/link';
import type { OpenPayoutRequest } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { requestState, waitsFor } from './request-words.ts';

/** What was asked for and has not come to an end, each with what it waits for. */
export function OpenRequests({ rows }: { rows: readonly OpenPayoutRequest[] }) {
  if (rows.length === 0) return <p className="muted">Nothing is asked for now.</p>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of open payout requests">
      <table className="data stacked">
        <caption className="vh">Open payout requests, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Asked for</th>
            <th scope="col" className="n amount-head">
              Amount
            </th>
            <th scope="col">State</th>
            <th scope="col">Waits for</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { word, tone } = requestState(row.state);
            return (
              <tr key={row.payoutRequestId}>
                <th scope="row" className="c-day">
                  <Link href={`/payouts/${row.payoutRequestId}` as Route} prefetch={false}>
                    <Time at={row.askedAt} />
                  </Link>
                </th>
                <td className="n" data-label="Amount">
                  <Amount value={row.amount} />
                </td>
                <td data-label="State" className="nowrap">
                  <Badge tone={tone} dot>
                    {word}
                  </Badge>
                </td>
                <td data-label="Waits for" className="wrap wide-text">
                  {waitsFor(row).join('; ')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
