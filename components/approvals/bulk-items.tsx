import type { Route } from 'next';
import Link from 'next/link';
import type { BulkItem, BulkOutcome } from '#lib/approvals/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { OUTCOME_WORDS } from './bulk-words.ts';

const TONES: Record<BulkOutcome, Tone | undefined> = {
  done: 'paid',
  decided: undefined,
  forbidden: 'held',
  failed: 'failed',
  waiting: undefined,
};

/** Each request with what came of it. @param isStarted before, there is nothing to say of an outcome */
export function BulkItems({ items, isStarted }: { items: readonly BulkItem[]; isStarted: boolean }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Payout requests">
      <table className="data">
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
          {items.map(({ payoutRequestId, connectedAccountName, amount, state, outcome, message }) => (
            <tr key={payoutRequestId}>
              <td className="wrap">
                <Link href={`/payouts/${payoutRequestId}` as Route} prefetch={false}>
                  {connectedAccountName}
                </Link>
              </td>
              <td className="n">
                <Amount value={amount} />
              </td>
              <td className="wrap">
                {isStarted ? (
                  <Badge tone={TONES[outcome]} dot>
                    {OUTCOME_WORDS[outcome]}
                  </Badge>
                ) : (
                  state.replaceAll('_', ' ')
                )}
                {message === null ? null : <span className="small muted bulk-message">{message}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
