import { PLATFORM } from '#drizzle/schema/columns.ts';
import type { Context } from '../../context.ts';
import { listEvents, type ListedEvent } from '../../stripe/list-events.ts';
import type { IncomingStripeEvent } from '../parse-stripe-event.ts';
import { receiveStripeEvents } from '../receive-stripe-events.ts';
import { subscribedEventTypes } from '../registry.ts';
import { fetchWindow, type FetchOptions } from './fetch-window.ts';

/**
 * Only types that a webhook would have brought: one that is not subscribed is not missed.
 * Lists the events of one account or of `platform` and puts those that no webhook brought through the same inbox.
 * Nobody signed them, so they have no signature: they were read over our own connection to Stripe.
 */
export function fetchMissedEvents(
  ctx: Context,
  connectedAccountId: string,
  options: FetchOptions,
): Promise<{ listed: number; added: number }> {
  const endpointKind = connectedAccountId === PLATFORM ? 'account' : 'connect';
  const subscribed = new Set<string>(subscribedEventTypes(endpointKind));
  return fetchWindow(
    ctx,
    connectedAccountId,
    {
      kind: 'event',
      cursors: ['event'],
      list: async function* (owner, query) {
        for await (const page of listEvents(owner, query))
          yield page.filter(({ type }) => subscribed.has(type));
      },
      store: async (rows) => {
        const outcomes = await receiveStripeEvents(rows.map((row) => toIncoming(row, endpointKind)));
        return rows.filter((_row, index) => outcomes[index] === 'stored');
      },
    },
    options,
  );
}

function toIncoming(
  { occurredAt, ...event }: ListedEvent,
  endpointKind: IncomingStripeEvent['endpointKind'],
): IncomingStripeEvent {
  return {
    ...event,
    occurredAtSeconds: occurredAt.getTime() / 1000,
    endpointKind,
    arrivedBy: 'backfill',
    signatureHeader: null,
  };
}
