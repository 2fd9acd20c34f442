import Link from 'next/link';
import { listHref } from '#components/data-table/list-href.ts';
import { OpenRequests } from '#components/payouts/open-requests.tsx';
import { Section } from '#components/ui/card.tsx';
import type { Context } from '#lib/context.ts';
import { listOpenRequests } from '#lib/payouts/queue/open-queries.ts';

/** Enough to see what is under way; the queue has the others. */
const SHOWN_MAX = 8;

/** What Sluice was asked to pay of one connected account and has not come to an end. */
export async function AccountRequests({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const rows = await listOpenRequests(ctx, connectedAccountId, SHOWN_MAX + 1);
  return (
    <Section
      id="requests"
      title="Open payout requests"
      aside={
        <Link href={listHref('/payouts', { q: `account:${connectedAccountId}` }, {})} prefetch={false}>
          {rows.length > SHOWN_MAX ? `The newest ${String(SHOWN_MAX)}; all of them` : 'All it was asked for'}
        </Link>
      }
    >
      <OpenRequests rows={rows.slice(0, SHOWN_MAX)} />
    </Section>
  );
}
