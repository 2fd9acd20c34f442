import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { createAccountSession, type CreatedAccountSession } from '../stripe/create-account-session.ts';
import { isOutage, StripeReadError } from '../stripe/errors.ts';
import { askAccountSession } from './ask-account-session.ts';
import { recordAccountSession } from './record-account-session.ts';
import { grantMark } from './rules/grant-mark.ts';

/** A state that changes twice while one page loads is a page that asks again. */
const TRIES = 2;

export type AccountSession = Pick<CreatedAccountSession, 'clientSecret' | 'expiresAt' | 'components'> & {
  /** Of what was asked for; a page compares it with what it would get now. */
  mark: string;
};

/**
 * A new session of Stripe's embedded components for the acting owner, granting what their account may have at the moment
 * it is handed out. One that has become too wide meanwhile is thrown away here and made anew.
 *
 * What is not known to have been made, because Stripe did not answer or this process died, harms nobody: a session does
 * nothing without its secret, which then nobody has. It is not looked up, and the next one is simply another.
 * @throws DomainError `forbidden` for whoever owns no account; `stripe_unavailable`; `precondition_failed` when Stripe refuses
 */
export async function sendAccountSession(ctx: Context): Promise<AccountSession> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const { accountSessionId, connectedAccountId, components } = await askAccountSession(ctx, {});
    const session = await make(ctx, { accountSessionId, connectedAccountId, components });
    const { clientSecret, ...known } = session;
    const { mayHandOut } = await recordAccountSession(ctx, {
      accountSessionId,
      outcome: { kind: 'made', ...known },
    });
    if (mayHandOut) {
      const { expiresAt, components: inForce } = known;
      return { clientSecret, expiresAt, components: inForce, mark: grantMark(components) };
    }
  }
  throw new DomainError('conflict', 'What this account may do is changing right now. Try again in a moment.');
}

type Asked = Awaited<ReturnType<typeof askAccountSession>>;

async function make(ctx: Context, asked: Asked): Promise<CreatedAccountSession> {
  const { accountSessionId, connectedAccountId, components } = asked;
  try {
    return await createAccountSession({ connectedAccountId, components, idempotencyKey: accountSessionId });
  } catch (error) {
    if (error instanceof StripeReadError)
      await recordAccountSession(ctx, {
        accountSessionId,
        outcome: { kind: isOutage(error) ? 'unknown' : 'refused', stripeRequestId: error.stripeRequestId },
      });
    throw error;
  }
}
