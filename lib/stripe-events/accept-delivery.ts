import { log } from '../log.ts';
import { withSpan } from '../observability/trace.ts';
import { receiveStripeEvents } from './receive-stripe-events.ts';
import { countDelivery, DeliveryRefused } from './refusals.ts';
import { verifyStripeSignature, type Delivery } from './verify-stripe-signature.ts';

export type DeliveryAnswer = { status: 200 | 400 | 503; body: string };

/** The answer to a refused delivery, counted and logged by reason. The body never reaches the log. */
export function refuseDelivery(
  endpointKind: Delivery['endpointKind'],
  refused: DeliveryRefused,
): DeliveryAnswer {
  countDelivery(endpointKind, refused.code);
  log.warn(
    { endpointKind, code: refused.code, ...(refused.status === 503 && { err: refused.cause }) },
    'webhook delivery refused',
  );
  return {
    status: refused.status,
    body: JSON.stringify({ error: { code: refused.code, message: refused.message } }),
  };
}

/** One webhook delivery, for the routes and the ingress alike: verify on the raw bytes, commit, and only then 200. */
export function acceptDelivery(delivery: Delivery): Promise<DeliveryAnswer> {
  return withSpan('receive webhook', { kind: 'server' }, () => verifyAndStore(delivery));
}

async function verifyAndStore(delivery: Delivery): Promise<DeliveryAnswer> {
  try {
    const event = verifyStripeSignature(delivery);
    const [outcome] = await receiveStripeEvents([event]);
    countDelivery(delivery.endpointKind, outcome === 'stored' ? 'stored' : 'duplicate');
    log.info(
      {
        stripeEventId: event.stripeEventId,
        connectedAccountId: event.connectedAccountId,
        type: event.type,
        stored: outcome,
      },
      'Stripe event received',
    );
    return { status: 200, body: outcome === 'stored' ? '{"received":"stored"}' : '{"received":"duplicate"}' };
  } catch (error) {
    if (error instanceof DeliveryRefused) return refuseDelivery(delivery.endpointKind, error);
    throw error;
  }
}
