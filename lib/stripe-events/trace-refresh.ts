import { withLogFields, withSpan } from '../observability/trace.ts';
import type { ClaimedStripeEvent } from './claim-stripe-events.ts';
import { refreshKey, type Refresh } from './refresh.ts';
import type { RunRefresh } from './run-refreshes.ts';

/** More traces than this on one span help nobody: a burst about one account can be hundreds of events. */
const LINKS_MAX = 16;

/**
 * Makes each refresh continue the trace of the first event that asked for it, linked to the traces of the others, and
 * names both in the log lines of whatever it calls.
 * @param planned the events of a batch, each with what it asked for
 */
export function traceRefreshes(
  planned: readonly { event: ClaimedStripeEvent; refreshes: readonly Refresh[] }[],
  runRefresh: RunRefresh,
): RunRefresh {
  const wanted = new Map<string, ClaimedStripeEvent[]>();
  for (const { event, refreshes } of planned)
    for (const refresh of refreshes) {
      const key = refreshKey(refresh);
      const events = wanted.get(key) ?? [];
      events.push(event);
      wanted.set(key, events);
    }
  return (ctx, refresh) => {
    const events = wanted.get(refreshKey(refresh)) ?? [];
    const traces = [...new Set(events.flatMap(({ traceparent }) => traceparent ?? []))];
    const first = events.find(({ traceparent }) => traceparent === traces[0]) ?? events[0];
    const fields = {
      stripeEventId: first?.stripeEventId,
      connectedAccountId: refresh.connectedAccountId,
      ...(refresh.kind === 'payout' && { payoutId: refresh.payoutId }),
    };
    return withSpan(
      `refresh ${refresh.kind}`,
      {
        kind: 'consumer',
        parent: traces[0] ?? null,
        links: traces.slice(1, LINKS_MAX),
        attributes: { 'sluice.connected_account': refresh.connectedAccountId },
      },
      () => withLogFields(fields, () => runRefresh(ctx, refresh)),
    );
  };
}
