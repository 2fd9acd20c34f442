import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { BULK_MAX } from '#lib/payouts/bulk/limits.ts';
import { listMatchingRequestIds } from '#lib/payouts/queue/queries.ts';
import { readPayoutRequestListRequest } from '../../payouts/queue-params.ts';

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
  // One more than can be decided, so that it shows when there are too many.
  const ids = await listMatchingRequestIds(ctx, filter, BULK_MAX + except.length + 1);
  const leftOut = new Set(except);
  const matching = ids.filter((id) => !leftOut.has(id));
  if (matching.length > BULK_MAX)
    throw new DomainError(
      'invalid_input',
      `More than ${BULK_MAX.toLocaleString('en-GB')} match. Narrow the list first.`,
    );
  return matching;
}
