import type { Route } from 'next';
import Link from 'next/link';
import type { BulkItem, BulkOutcome, BulkPreview, ForeseenItem } from '#lib/approvals/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { itemOutcome } from './bulk-words.ts';
import { TakeBackItem } from './take-back-item.tsx';

const TONES: Record<BulkOutcome, Tone | undefined> = {
  done: 'paid',
  more: 'held',
  kept: 'held',
  void: undefined,
  decided: undefined,
  forbidden: 'held',
  left_out: 'held',
  failed: 'failed',
  waiting: undefined,
};

/**
 * Each request with what came of it, and the way back from each approval of one's own while there is one.
 * @param preview before it is confirmed, what would come of each
 */
export function BulkItems({
  items,
  preview,
  takeBack,
}: {
  items: readonly BulkItem[];
  preview: BulkPreview | null;
  /** Null for whoever may not decide. */
  takeBack: FormAction | null;
}) {
  const will = new Map((preview?.items ?? []).map((item) => [item.payoutRequestId, item]));
  const changed = new Set((preview?.changes ?? []).map(({ payoutRequestId }) => payoutRequestId));
  const what = preview === null ? 'Outcome' : 'What will happen';
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
                  {preview === null ? (
                    <Badge tone={TONES[item.outcome]} dot>
                      {itemOutcome(item)}
                    </Badge>
                  ) : (
                    <Foreseen
                      item={will.get(item.payoutRequestId)}
                      hasChanged={changed.has(item.payoutRequestId)}
                    />
                  )}
                  {[...item.keptBy, ...(item.message === null ? [] : [item.message])].map((line) => (
                    <span key={line} className="small muted bulk-message">
                      {line}
                    </span>
                  ))}
                  <WayBack item={item} action={takeBack} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WayBack({
  item: { takeBack, payoutRequestId, connectedAccountName },
  action,
}: {
  item: BulkItem;
  action: FormAction | null;
}) {
  if (takeBack === null) return null;
  if (takeBack === 'over')
    return <span className="small muted bulk-message">On its way: the time to take it back is over.</span>;
  if (action === null) return null;
  return (
    <TakeBackItem
      payoutRequestId={payoutRequestId}
      name={connectedAccountName}
      until={takeBack.until?.toISOString() ?? null}
      action={action}
    />
  );
}

function Foreseen({ item, hasChanged }: { item: ForeseenItem | undefined; hasChanged: boolean }) {
  if (item === undefined) return null;
  return (
    <>
      {hasChanged ? (
        <>
          <Badge tone="held" dot>
            Changed
          </Badge>{' '}
        </>
      ) : null}
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
