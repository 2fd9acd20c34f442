import type { Context } from '../../context.ts';
import type { PayoutSnapshot } from '../../payouts/schemas.ts';
import { recordPayout } from '../../payouts/record-payout.ts';
import { listPayouts } from '../../stripe/list-payouts.ts';
import { readPriority } from '../../stripe/read-priority.ts';
import { fetchWindow, type FetchOptions } from './fetch-window.ts';
import { knownPayoutIds } from './sync-cursor-queries.ts';

/** Lists the payouts of one account or of `platform` and mirrors them as they are now. */
export function fetchMissedPayouts(
  ctx: Context,
  connectedAccountId: string,
  options: FetchOptions,
): Promise<{ listed: number; added: number }> {
  return fetchWindow(
    ctx,
    connectedAccountId,
    {
      kind: 'payout',
      cursors: ['payout'],
      list: ({ from, to }) =>
        listPayouts(connectedAccountId, {
          createdFrom: from,
          createdTo: to,
          signal: options.signal,
          priority: readPriority(ctx),
        }),
      store: (rows) => recordPayouts(ctx, rows),
    },
    options,
  );
}

// Every page was asked for after `ctx.now`, so a newer read that is stored already is never overwritten.
async function recordPayouts(ctx: Context, rows: readonly PayoutSnapshot[]): Promise<number> {
  const known = await knownPayoutIds(
    ctx,
    rows.map(({ payoutId }) => payoutId),
  );
  for (const payout of rows) await recordPayout(ctx, { payout, readAt: ctx.now });
  return rows.length - known.size;
}
