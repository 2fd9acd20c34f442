import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireAnyContext } from '#app/_edge/operator.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { DomainError, type DomainErrorCode } from '#lib/errors.ts';
import { sendAccountSession } from '#lib/onboarding/send-account-session.ts';

/** The secret in it opens a session: no cache keeps it, and no record of ours has it. */
const NO_STORE = { 'cache-control': 'no-store' };

/** What is asked is counted over a minute. */
const RETRY_AFTER_SECONDS = '60';

const STATUS: Record<DomainErrorCode, number> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 409,
  conflict: 409,
  precondition_failed: 409,
  kill_switch_engaged: 409,
  too_often: 429,
  stripe_unavailable: 503,
};

/** For the owner of a connected account: what is so and what to do, and nothing of why. */
const WORDS: Record<DomainErrorCode, string> = {
  invalid_input: 'This is not what this address takes.',
  unauthenticated: 'Sign in again.',
  forbidden: 'Only the owner of a connected account can open this.',
  not_found: 'Your account is still being set up. Try again in a few minutes.',
  conflict: 'Your account has just changed. Try again in a moment.',
  precondition_failed: 'This cannot be opened for your account now. Ask the platform.',
  kill_switch_engaged: 'This cannot be opened for your account now. Ask the platform.',
  too_often: 'This was asked too often. Try again in a minute.',
  stripe_unavailable: 'Stripe does not answer. Nothing is lost; try again in a moment.',
};

/**
 * A new session of Stripe's embedded components for the account of whoever is signed in: `client_secret`, `expires_at` in
 * seconds, the components granted with their features, and a mark of that grant. Nothing of the request is read, so nothing in it can name an account.
 */
export async function POST(request: Request): Promise<Response> {
  const permission = 'account_sessions.open';
  if (!isSameOrigin(request.headers)) return refuseForeign(permission, 'Sent from another site.');
  try {
    const { clientSecret, expiresAt, components, mark } = await sendAccountSession(await requireAnyContext());
    const granted = Object.entries(components).filter(([, { enabled }]) => enabled);
    return Response.json(
      {
        client_secret: clientSecret,
        expires_at: Math.floor(expiresAt.getTime() / 1_000),
        components: Object.fromEntries(granted),
        mark,
      },
      { headers: NO_STORE },
    );
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused(permission, error);
    const headers =
      error.code === 'too_often' ? { ...NO_STORE, 'retry-after': RETRY_AFTER_SECONDS } : NO_STORE;
    return new Response(WORDS[error.code], { status: STATUS[error.code], headers });
  }
}
