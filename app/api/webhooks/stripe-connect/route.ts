import { acceptWebhookRequest } from '#lib/stripe-events/accept-webhook-request.ts';

/** Events of all connected accounts. */
export function POST(request: Request): Promise<Response> {
  return acceptWebhookRequest(request, 'connect');
}
