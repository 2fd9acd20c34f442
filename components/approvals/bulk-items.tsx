import type { Route } from 'next';
import Link from 'next/link';
import type { BulkItem, BulkOutcome, ForeseenItem } from '#lib/approvals/types.ts';
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

/** Each request with what came of it. @param foreseen before it is confirmed, what would come of each */
export function BulkItems({
  items,
  foreseen,
}: {
  items: readonly BulkItem[];
  foreseen: readonly ForeseenItem[] | null;
}) {
  const will = new Map((foreseen ?? []).map((item) => [item.payoutRequestId, item]));
  const what = foreseen === null ? 'Outcome' : 'What will happen';
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Payout requests">
      <table className="data stacked">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="n">
              Amount
            </th>
            <th scope="col">{what}</th>
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
              <td className="wrap wide-text" data-label={what}>
                <div className="cell">
                  {foreseen === null ? (
                    <Badge tone={TONES[item.outcome]} dot>
                      {itemOutcome(item)}
                    </Badge>
                  ) : (
                    <Foreseen item={will.get(item.payoutRequestId)} />
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

function Foreseen({ item }: { item: ForeseenItem | undefined }) {
  if (item === undefined) return null;
  return (
    <>
      {item.isLeftOut ? (
        <span className="muted">
          <b>Left out.</b> {item.will}
        </span>
      ) : (
        item.will
      )}
      {item.notes.map((note) => (
        <span key={note}>
          {' '}
          <Badge tone="held" dot>
            {note}
          </Badge>
        </span>
      ))}
    </>
  );
}
