import { withLogFields } from '../observability/trace.ts';
import { acceptDelivery, refuseDelivery } from './accept-delivery.ts';
import { readLimitedBody } from './read-limited-body.ts';
import { DeliveryRefused, type EndpointKind } from './refusals.ts';

/** A webhook delivery that arrives as a Fetch request. Repeated signature headers arrive joined and are refused. */
export function acceptWebhookRequest(request: Request, endpointKind: EndpointKind): Promise<Response> {
  return withLogFields({ requestId: `req_${crypto.randomUUID().replaceAll('-', '')}` }, () =>
    accept(request, endpointKind),
  );
}

async function accept(request: Request, endpointKind: EndpointKind): Promise<Response> {
  const signatureHeader = request.headers.get('stripe-signature');
  const answer = await readLimitedBody(request.body, request.headers.get('content-length'))
    .then((body) =>
      acceptDelivery({
        endpointKind,
        signatureHeaders: signatureHeader === null ? [] : [signatureHeader],
        body,
      }),
    )
    .catch((error: unknown) => {
      if (error instanceof DeliveryRefused) return refuseDelivery(endpointKind, error);
      throw error;
    });
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      'content-type': 'application/json',
      // The rest of a refused body is not waited for.
      ...(answer.status === 400 && { connection: 'close' }),
    },
  });
}
