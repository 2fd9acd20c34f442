import Link from 'next/link';
import type { PayoutRow } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { PayoutStatus } from '../payouts/payout-status.tsx';
import { Time } from '../ui/time.tsx';

export function RecentPayouts({ rows }: { rows: readonly PayoutRow[] }) {
  if (rows.length === 0) return <p className="muted">Stripe has shown none.</p>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of recent payouts">
      <table className="data cards">
        <caption className="vh">Recent payouts, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Created</th>
            <th scope="col" className="n amount-head">
              Amount
            </th>
            <th scope="col">Status</th>
            <th scope="col">Destination</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.payoutId}>
              <th scope="row" className="c-day">
                <Link href={`/payouts/${row.payoutId}`} prefetch={false}>
                  <Time at={row.occurredAt} />
                </Link>
              </th>
              <td className="n c-amount">
                <Amount value={row.amount} />
              </td>
              <td className="c-status">
                <PayoutStatus status={row.status} />
              </td>
              <td className="nowrap c-bank">
                {row.destinationLast4 === null ? '–' : `••${row.destinationLast4}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
