import Link from 'next/link';
import type { PayoutRow } from '#lib/payouts/types.ts';
import type { CappedCount } from '../data-table/count.ts';
import { countOf, countText } from '../data-table/count.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';

const ALL_FAILED = '/payouts/stripe?status=failed';

/** The newest payouts that came back, each with its reason. @param count how many there are in all */
export function FailedPayouts({ rows, count }: { rows: readonly PayoutRow[]; count: CappedCount }) {
  if (rows.length === 0) return <p className="soft">None that we know of.</p>;
  return (
    <>
      <FailedPayoutTable rows={rows} />
      <p className="small muted table-foot">
        {count.count > rows.length ? (
          <>
            The newest {rows.length} of {countText(count)}.{' '}
          </>
        ) : null}
        <Link href={ALL_FAILED} prefetch={false}>
          Open all {countOf(count, 'failed payout', 'failed payouts')}
        </Link>
      </p>
    </>
  );
}

function FailedPayoutTable({ rows }: { rows: readonly PayoutRow[] }) {
  return (
    <table className="data failed-payouts">
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
            <th scope="row" className="c-name">
              <Link
                href={`/payouts/${row.payoutId}`}
                prefetch={false}
                className="cut"
                title={row.connectedAccountName ?? undefined}
              >
                <bdi>{row.connectedAccountName ?? row.connectedAccountId}</bdi>
              </Link>
            </th>
            <td className="nowrap">
              <span className="word">{row.failureCode?.replaceAll('_', ' ') ?? 'not given'}</span>
            </td>
            <td className="hide-s nowrap">
              <Time at={row.occurredAt} />
            </td>
            <td className="n nowrap">
              <Amount value={row.amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
