import type { Context } from '../../context.ts';
import { recordPayouts } from '../../payouts/record-payouts.ts';
import { listPayouts } from '../../stripe/list-payouts.ts';
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
      list: listPayouts,
      store: async (page) => {
        const known = await knownPayoutIds(
          ctx,
          page.map(({ payoutId }) => payoutId),
        );
        // Every page was asked for after `ctx.now`, so a newer read that is stored already stays.
        await recordPayouts(ctx, { payouts: page, readAt: ctx.now });
        return page.filter(({ payoutId }) => !known.has(payoutId));
      },
    },
    options,
  );
}
