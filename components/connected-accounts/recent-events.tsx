import Link from 'next/link';
import type { StripeEventRow } from '#lib/stripe-events/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

export function RecentEvents({ rows }: { rows: readonly StripeEventRow[] }) {
  if (rows.length === 0) return <p className="muted">None has arrived.</p>;
  return (
    <ul className="plain-list">
      {rows.map((row) => (
        <li key={row.stripeEventId}>
          <span>
            <Link href={`/events/${row.stripeEventId}`} prefetch={false}>
              {row.type}
            </Link>{' '}
            {row.state === 'failed' ? <Badge tone="failed">Failed</Badge> : null}
          </span>
          <span className="small muted">
            <Time at={row.occurredAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
