import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireAnyContext } from '#app/_edge/operator.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { DomainError } from '#lib/errors.ts';
import { fetchOwnAccount } from '#lib/onboarding/fetch-own-account.ts';

const STATUS = { unauthenticated: 401, forbidden: 403, stripe_unavailable: 503 } as const;

/** The owner has left a form of Stripe's: reads their account again. Nothing of the request is read. */
export async function POST(request: Request): Promise<Response> {
  const permission = 'account_sessions.open';
  if (!isSameOrigin(request.headers)) return refuseForeign(permission, 'Sent from another site.');
  try {
    await fetchOwnAccount(await requireAnyContext());
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused(permission, error);
    const status = error.code in STATUS ? STATUS[error.code as keyof typeof STATUS] : 409; // key checked
    return new Response('Your account could not be read again just now.', { status });
  }
}
