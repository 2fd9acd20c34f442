import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { countAuditRecords } from '#lib/audit/queries.ts';
import type { Context } from '#lib/context.ts';
import type { CappedCount } from '#lib/paging.ts';
import type { ListName } from '#lib/tables/view-params.ts';
import { countView } from '../../_lists/count-view.ts';
import { unlessRefused } from '../../_lists/views.tsx';
import { ANOMALY_SCREEN } from '../../anomalies/screen.tsx';
import { readAuditListRequest } from '../../audit/search-params.ts';
import { CONNECTED_ACCOUNT_SCREEN } from '../../connected-accounts/screen.tsx';
import { EVENT_SCREEN } from '../../events/screen.tsx';
import { ENTRY_SCREEN } from '../../ledger/entries/screen.tsx';
import { QUEUE_SCREEN } from '../../payouts/queue-screen.ts';
import { PAYOUT_SCREEN } from '../../payouts/stripe/screen.tsx';

type Count = (raw: RawSearchParams) => Promise<CappedCount | null>;

/**
 * How many rows each view leads to now; null where its list refuses the filter, or has no count that is cheap.
 * @param zone whose days a filter by day means
 */
export async function countViews(
  ctx: Context,
  zone: string,
  list: ListName,
  queries: readonly string[],
): Promise<(CappedCount | null)[]> {
  const calendar = { zone, today: isoDay(ctx.now, zone) };
  const count: Count = (raw) => {
    switch (list) {
      case 'payout_requests':
        return countView(ctx, QUEUE_SCREEN, raw, calendar);
      case 'payouts':
        return countView(ctx, PAYOUT_SCREEN, raw, calendar);
      case 'connected-accounts':
        return countView(ctx, CONNECTED_ACCOUNT_SCREEN, raw, calendar);
      case 'anomalies':
        return countView(ctx, ANOMALY_SCREEN, raw, calendar);
      case 'events':
        return countView(ctx, EVENT_SCREEN, raw, calendar);
      case 'journal-entries':
        return countView(ctx, ENTRY_SCREEN, raw, calendar);
      case 'audit':
        return countView(ctx, { readRequest: readAuditListRequest, count: countAuditRecords }, raw, calendar);
    }
  };
  return Promise.all(
    queries.map((query) => unlessRefused(() => count(Object.fromEntries(new URLSearchParams(query))))),
  );
}
