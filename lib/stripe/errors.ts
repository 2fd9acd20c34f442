import { Stripe } from 'stripe';
import { DomainError, type DomainErrorCode } from '../errors.ts';

/**
 * - `not_found`: the object does not exist in that account
 * - `permission_lost`: the connected account no longer lets us in (disconnected, or never ours)
 * - `rate_limited`: still refused for speed after our own retries
 * - `unavailable`: no answer, or 5xx, after all retries
 * - `refused`: anything else; a mistake of ours or of the key
 */
export type StripeProblem = 'not_found' | 'permission_lost' | 'rate_limited' | 'unavailable' | 'refused';

const CODE_OF: Record<StripeProblem, DomainErrorCode> = {
  not_found: 'not_found',
  permission_lost: 'precondition_failed',
  rate_limited: 'stripe_unavailable',
  unavailable: 'stripe_unavailable',
  refused: 'precondition_failed',
};

/** What a Stripe call ended with. `message` is for people and the log; it holds ids and codes, never a body. */
export class StripeReadError extends DomainError {
  readonly problem: StripeProblem;
  readonly stripeRequestId: string | null;

  constructor(problem: StripeProblem, message: string, cause: unknown) {
    super(CODE_OF[problem], message, { cause });
    this.name = 'StripeReadError';
    this.problem = problem;
    this.stripeRequestId = cause instanceof Stripe.errors.StripeError ? (cause.requestId ?? null) : null;
  }
}

/** Whether the connected account no longer lets us in: mark it deauthorised, do not retry. */
export function isPermissionLost(error: unknown): error is StripeReadError {
  return error instanceof StripeReadError && error.problem === 'permission_lost';
}

/** Whether Stripe as a whole does not serve us now, whatever we ask: wait, it is nobody's fault. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof StripeReadError && (error.problem === 'unavailable' || error.problem === 'rate_limited')
  );
}

/** Whether Stripe does not yet know what an automatic payout pays, although it said so: ask again later. */
export function isNotReconciled(error: unknown): boolean {
  return (
    error instanceof StripeReadError &&
    error.cause instanceof Stripe.errors.StripeError &&
    error.cause.code === 'payout_reconciliation_not_ready'
  );
}

/** Sorts an error of the SDK; `null` when it is not one. Never throws. */
export function stripeProblem(error: unknown): StripeProblem | null {
  if (!(error instanceof Stripe.errors.StripeError)) return null;
  if (error instanceof Stripe.errors.StripeConnectionError) return 'unavailable';
  if (error.statusCode === 404) return 'not_found';
  // A restricted key without a permission is refused with 403 as well; only this code speaks about the account.
  if (error.statusCode === 403 && error.code === 'account_invalid') return 'permission_lost';
  if (error instanceof Stripe.errors.StripeRateLimitError || error.code === 'lock_timeout')
    return 'rate_limited';
  if (error.statusCode === 409 || (error.statusCode ?? 0) >= 500) return 'unavailable';
  return 'refused';
}

const SENTENCE_OF: Record<StripeProblem, string> = {
  not_found: 'Stripe does not have this object.',
  permission_lost: 'The connected account does not let Sluice in any more.',
  rate_limited: 'Stripe asked for fewer requests. Nothing is lost; it is read again later.',
  unavailable: 'Stripe did not answer. Nothing is lost; it is read again later.',
  refused: 'Stripe refused the request.',
};

/** Turns an error of the SDK into ours, with its cause; anything else is returned as it is. */
export function toStripeReadError(error: unknown): unknown {
  const problem = stripeProblem(error);
  if (problem === null || !(error instanceof Stripe.errors.StripeError)) return error;
  const facts = [error.statusCode, error.code, error.requestId].filter((fact) => fact !== undefined);
  return new StripeReadError(problem, `${SENTENCE_OF[problem]} (${facts.join(' ') || error.type})`, error);
}
