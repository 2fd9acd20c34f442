import type { Stripe } from 'stripe';
import { fromUnixSeconds } from '../../clock.ts';

/** An event as listed. `body` is its JSON, the same facts that a delivery would have carried. */
export type ListedEvent = {
  stripeEventId: string;
  connectedAccountId: string;
  type: string;
  occurredAt: Date;
  livemode: boolean;
  apiVersion: string | null;
  objectType: string | null;
  objectId: string | null;
  body: string;
};

/** @param connectedAccountId whose list it came from; `event.account` is absent in some lists */
export function mapEvent(event: Stripe.Event, connectedAccountId: string): ListedEvent {
  const object: { object?: string; id?: string } = event.data.object;
  return {
    stripeEventId: event.id,
    connectedAccountId,
    type: event.type,
    occurredAt: fromUnixSeconds(event.created),
    livemode: event.livemode,
    apiVersion: event.api_version,
    objectType: object.object ?? null,
    objectId: object.id ?? null,
    body: JSON.stringify(event),
  };
}
