import type { Context } from '../../context.ts';
import { fetchPagesOnRecord } from '../../payouts/fetch-on-record.ts';
import { recordPayouts } from '../../payouts/record-payouts.ts';
import { recordStripeCalls } from '../../payouts/record-stripe-calls.ts';
import type { CollectedCall } from '../../stripe/collect-calls.ts';
import { listPayouts } from '../../stripe/list-payouts.ts';
import { fetchWindow, type FetchOptions } from './fetch-window.ts';
import { knownPayoutIds } from './sync-cursor-queries.ts';

/**
 * Lists the payouts of one account or of `platform` and mirrors them as they are now. Each page's call is kept for the
 * payouts of which it told something new; of the others it is one look of many.
 */
export function fetchMissedPayouts(
  ctx: Context,
  connectedAccountId: string,
  options: FetchOptions,
): Promise<{ listed: number; added: number }> {
  let calls: CollectedCall[] = [];
  return fetchWindow(
    ctx,
    connectedAccountId,
    {
      kind: 'payout',
      cursors: ['payout'],
      list: async function* (owner, query) {
        for await (const listed of fetchPagesOnRecord(listPayouts(owner, query))) {
          calls = listed.calls;
          yield listed.page;
        }
      },
      store: async (page) => {
        const known = await knownPayoutIds(
          ctx,
          page.map(({ payoutId }) => payoutId),
        );
        // Every page was asked for after `ctx.now`, so a newer read that is stored already stays.
        const { newStates } = await recordPayouts(ctx, { payouts: page, readAt: ctx.now });
        await recordStripeCalls(ctx, { connectedAccountId, payoutIds: newStates, calls });
        return page.filter(({ payoutId }) => !known.has(payoutId));
      },
    },
    options,
  );
}
