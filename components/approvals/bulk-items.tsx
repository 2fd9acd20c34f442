import type { Route } from 'next';
import Link from 'next/link';
import type { BulkItem, BulkOutcome } from '#lib/approvals/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { itemOutcome } from './bulk-words.ts';

const TONES: Record<BulkOutcome, Tone | undefined> = {
  done: 'paid',
  more: 'held',
  kept: 'held',
  void: undefined,
  decided: undefined,
  forbidden: 'held',
  failed: 'failed',
  waiting: undefined,
};

/** Each request with what came of it. @param isStarted before, there is nothing to say of an outcome */
export function BulkItems({ items, isStarted }: { items: readonly BulkItem[]; isStarted: boolean }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Payout requests">
      <table className="data stacked">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="n">
              Amount
            </th>
            <th scope="col">{isStarted ? 'Outcome' : 'State'}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.payoutRequestId}>
              <td className="wrap" data-label="Account">
                <Link href={`/payouts/${item.payoutRequestId}` as Route} prefetch={false}>
                  {item.connectedAccountName}
                </Link>
              </td>
              <td className="n" data-label="Amount">
                <Amount value={item.amount} />
              </td>
              <td className="wrap wide-text" data-label={isStarted ? 'Outcome' : 'State'}>
                <div className="cell">
                  {isStarted ? (
                    <Badge tone={TONES[item.outcome]} dot>
                      {itemOutcome(item)}
                    </Badge>
                  ) : (
                    item.state.replaceAll('_', ' ')
                  )}
                  {[...item.keptBy, ...(item.message === null ? [] : [item.message])].map((line) => (
                    <span key={line} className="small muted bulk-message">
                      {line}
                    </span>
                  ))}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
