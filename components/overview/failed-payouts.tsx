import Link from 'next/link';
import type { PayoutRow } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';

/** The newest payouts that came back, each with its reason. */
export function FailedPayouts({ rows }: { rows: readonly PayoutRow[] }) {
  if (rows.length === 0) return <p className="soft">None that we know of.</p>;
  return (
    <table className="data">
      <caption className="vh">Payouts that failed lately</caption>
      <thead>
        <tr>
          <th scope="col">Connected account</th>
          <th scope="col">Reason</th>
          <th scope="col" className="hide-s">
            Created
          </th>
          <th scope="col" className="n">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.payoutId}>
            <th scope="row">
              <Link href={`/payouts/${row.payoutId}`} prefetch={false}>
                <bdi>{row.connectedAccountName ?? row.connectedAccountId}</bdi>
              </Link>
            </th>
            <td>{row.failureCode?.replaceAll('_', ' ') ?? 'not given'}</td>
            <td className="hide-s">
              <Time at={row.occurredAt} />
            </td>
            <td className="n">
              <Amount value={row.amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
