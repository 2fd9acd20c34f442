import type { BalanceTransactionLine } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

/** The movements of the Stripe balance that a payout caused. */
export function BalanceTransactionTable({ rows }: { rows: readonly BalanceTransactionLine[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Balance transactions of this payout">
      <table className="data plain-rows stacked">
        <caption className="vh">Balance transactions of this payout</caption>
        <thead>
          <tr>
            <th scope="col">Balance transaction</th>
            <th scope="col">Type</th>
            <th scope="col">At Stripe</th>
            <th scope="col" className="n">
              Fee
            </th>
            <th scope="col" className="n">
              Net
            </th>
            <th scope="col">Ledger</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.balanceTransactionId}>
              <th scope="row" className="mono nowrap">
                {row.balanceTransactionId}
              </th>
              <td className="nowrap" data-label="Type">
                <span className="word">{row.type.replaceAll('_', ' ')}</span>
              </td>
              <td data-label="At Stripe">
                <Time at={row.occurredAt} />
              </td>
              <td className="n" data-label="Fee">
                <Amount value={row.fee} bare />
              </td>
              <td className="n" data-label="Net">
                <Amount value={row.net} />
              </td>
              <td data-label="Ledger">
                {row.isPosted ? <Badge tone="paid">Booked</Badge> : <Badge tone="held">Not booked yet</Badge>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
