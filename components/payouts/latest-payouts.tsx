import Link from 'next/link';
import type { PayoutRow } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { PayoutStatus } from './payout-status.tsx';
import { ownerName } from './payout-words.ts';

/** Stripe's newest payouts, to find one that has just been made. */
export function LatestPayouts({ rows }: { rows: readonly PayoutRow[] }) {
  if (rows.length === 0) return <p className="muted">Stripe has shown none.</p>;
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Latest payouts at Stripe">
        <table className="data stacked latest-payouts">
          <caption className="vh">Payouts at Stripe, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Payout</th>
              <th scope="col">Connected account</th>
              <th scope="col" className="n amount-head">
                Amount
              </th>
              <th scope="col">Status</th>
              <th scope="col">Created</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.payoutId}>
                <th scope="row" className="mono">
                  <Link href={`/payouts/${row.payoutId}`} prefetch={false}>
                    {row.payoutId}
                  </Link>
                </th>
                <td data-label="Connected account">
                  <bdi>{ownerName(row.connectedAccountId, row.connectedAccountName)}</bdi>
                </td>
                <td className="n" data-label="Amount">
                  <Amount value={row.amount} />
                </td>
                <td data-label="Status">
                  <PayoutStatus status={row.status} />
                </td>
                <td data-label="Created" className="nowrap">
                  <Time at={row.occurredAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small table-foot">
        <Link href="/payouts/stripe" prefetch={false}>
          Open the whole list
        </Link>
      </p>
    </>
  );
}
