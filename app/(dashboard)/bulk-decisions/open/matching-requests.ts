import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { readPageRequest } from '#lib/paging.ts';
import { BULK_MAX } from '#lib/payouts/bulk/limits.ts';
import { readPayoutRequestList } from '#lib/payouts/queue/queries.ts';
import { readPayoutRequestListRequest } from '../../payouts/queue-params.ts';

/** As many as a page can have. */
const PAGE_SIZE = '100';

/**
 * Ids of all payout requests that a filter of the queue finds, in the queue's order, without those left out.
 * @throws DomainError `invalid_input` for a filter that is not understood, or one that finds more than can be decided together
 */
export async function matchingRequests(
  ctx: Context,
  { q, except }: { q: string; except: readonly string[] },
): Promise<string[]> {
  const { zone } = await readPreferences();
  const { filter, problems } = readPayoutRequestListRequest({ q }, { zone, today: isoDay(ctx.now, zone) });
  const [problem] = problems;
  if (problem !== undefined) throw new DomainError('invalid_input', problem.message);
  const scope = { list: 'payout_requests', filter };
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = readPageRequest(scope, { cursor, size: PAGE_SIZE });
    const { rows, nextCursor } = (await readPayoutRequestList(ctx, filter, 'priority', page)).page;
    ids.push(...rows.map(({ payoutRequestId }) => payoutRequestId));
    cursor = nextCursor ?? undefined;
    if (ids.length - except.length > BULK_MAX)
      throw new DomainError(
        'invalid_input',
        `More than ${BULK_MAX.toLocaleString('en-GB')} match. Narrow the list first.`,
      );
  } while (cursor !== undefined);
  const leftOut = new Set(except);
  return ids.filter((id) => !leftOut.has(id));
}
