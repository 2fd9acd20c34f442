import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { countAuditRecords } from '#lib/audit/queries.ts';
import { countConnectedAccounts } from '#lib/connected-accounts/queries.ts';
import type { Context } from '#lib/context.ts';
import type { CappedCount } from '#lib/paging.ts';
import { totalPayouts } from '#lib/payouts/queries.ts';
import type { ListName } from '#lib/tables/view-params.ts';
import { unlessRefused } from '../../_lists/views.tsx';
import { readAuditListRequest } from '../../audit/search-params.ts';
import { readConnectedAccountListRequest } from '../../connected-accounts/search-params.ts';
import { readPayoutListRequest } from '../../payouts/search-params.ts';

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
  const counts: Partial<Record<ListName, Count>> = {
    payouts: async (raw) => {
      const asked = readPayoutListRequest(raw, calendar);
      return asked.problems.length > 0 ? null : (await totalPayouts(ctx, asked.filter)).count;
    },
    'connected-accounts': async (raw) => {
      const asked = readConnectedAccountListRequest(raw, calendar);
      return asked.problems.length > 0 ? null : countConnectedAccounts(ctx, asked.filter);
    },
    audit: async (raw) => {
      const asked = readAuditListRequest(raw, calendar);
      return asked.problems.length > 0 ? null : countAuditRecords(ctx, asked.filter);
    },
  };
  const count = counts[list];
  if (count === undefined) return queries.map(() => null);
  return Promise.all(
    queries.map((query) => unlessRefused(() => count(Object.fromEntries(new URLSearchParams(query))))),
  );
}
