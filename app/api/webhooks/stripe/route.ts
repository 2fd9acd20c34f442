import { acceptWebhookRequest } from '#lib/stripe-events/accept-webhook-request.ts';

/** Events of the platform's own account. */
export function POST(request: Request): Promise<Response> {
  return acceptWebhookRequest(request, 'account');
}
