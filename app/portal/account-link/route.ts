import { noteRefused } from '#app/_edge/note-refused.ts';
import { requireAnyContext } from '#app/_edge/operator.ts';
import { unopenedBecause } from '../account/unopened-link.ts';
import { DomainError } from '#lib/errors.ts';
import { sendAccountLink } from '#lib/onboarding/send-account-link.ts';

/**
 * Leads the signed-in owner to Stripe's own page for their details; Stripe itself leads here when a link is old. It changes
 * nothing, so another site that leads here does no harm: it shows an owner their own form.
 */
export async function GET(): Promise<Response> {
  try {
    return leadTo(await sendAccountLink(await requireAnyContext()));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('account_sessions.open', error);
    if (error.code === 'unauthenticated') return leadTo('/sign-in?callbackUrl=%2Fportal%2Faccount');
    if (error.code === 'forbidden')
      return new Response('This is for the owners of connected accounts.', { status: 403 });
    return leadTo(`/portal/account?link=${unopenedBecause(error.code)}`);
  }
}

/** No cache keeps it, and Stripe is not told where its owner came from. */
function leadTo(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });
}
