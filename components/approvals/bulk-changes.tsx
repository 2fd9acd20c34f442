import type { Route } from 'next';
import Link from 'next/link';
import type { BulkChange, BulkItem } from '#lib/approvals/types.ts';
import { Amount } from '../money/amount.tsx';

/** More is found in the list below, where each is marked. */
const SHOWN_MAX = 12;

/**
 * What came otherwise between choosing and confirming, before anything of it is confirmed.
 * @param isStale it has since this very list was made, which is not what would be confirmed any more
 */
export function BulkChanges({
  changes,
  items,
  isStale,
}: {
  changes: readonly BulkChange[];
  items: readonly BulkItem[];
  isStale: boolean;
}) {
  if (changes.length === 0 && !isStale) return null;
  const of = new Map(items.map((item) => [item.payoutRequestId, item]));
  const more = changes.length - SHOWN_MAX;
  const all = items.length.toLocaleString('en-GB');
  return (
    <section className="callout held bulk-changes" aria-label="What has changed">
      <p role="status">
        <b>
          {changes.length === 0
            ? 'Facts have changed since this list was made.'
            : `${changes.length.toLocaleString('en-GB')} of ${all} ${changes.length === 1 ? 'has' : 'have'} changed since ${isStale ? 'this list was made' : 'you chose'}.`}
        </b>{' '}
        Nothing was decided. {isStale ? 'Below is what it would do now.' : 'The rest stands as it was.'}
      </p>
      {changes.length === 0 ? null : (
        <ul>
          {changes.slice(0, SHOWN_MAX).map(({ payoutRequestId, was, now }) => (
            <li key={payoutRequestId}>
              <Changed item={of.get(payoutRequestId)} />
              <span className="bulk-change-words">
                <span className="soft">Was: {was}.</span> <span>Now: {now}.</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {more <= 0 ? null : (
        <p className="small">And {more.toLocaleString('en-GB')} more, marked in the list below.</p>
      )}
    </section>
  );
}

function Changed({ item }: { item: BulkItem | undefined }) {
  if (item === undefined) return null;
  return (
    <span>
      <Link href={`/payouts/${item.payoutRequestId}` as Route} prefetch={false}>
        <bdi>{item.connectedAccountName}</bdi>
      </Link>{' '}
      <Amount value={item.amount} run />
    </span>
  );
}
