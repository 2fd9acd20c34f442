import type { Route } from 'next';
import Link from 'next/link';
import type { StripeEventTrace } from '#lib/stripe-events/types.ts';
import { CopyId } from '../ui/copy-id.tsx';

const PAGES: Readonly<Record<string, string>> = { payout: '/payouts/', account: '/connected-accounts/' };

/** The object that the event is about; one that is mirrored here leads to its page. */
export function EventObject({ trace }: { trace: Pick<StripeEventTrace, 'objectType' | 'objectId'> }) {
  if (trace.objectId === null)
    return <span className="muted">{trace.objectType ?? 'none'}, without an id</span>;
  const page = trace.objectType === null ? undefined : PAGES[trace.objectType];
  return (
    <>
      {trace.objectType?.replaceAll('_', ' ')} <CopyId id={trace.objectId} what="object id" />
      {page ? (
        <>
          {' '}
          <Link href={`${page}${encodeURIComponent(trace.objectId)}` as Route} prefetch={false}>
            Open as it is now
          </Link>
        </>
      ) : null}
    </>
  );
}
