import { isOutage, StripeReadError } from '../stripe/errors.ts';
import { setManualSchedule } from '../stripe/set-manual-schedule.ts';

/** `away`: Stripe did not answer, so nobody knows; try again. */
export type StopOutcome = { outcome: 'done' | 'not_possible' | 'away'; because: string | null };

/**
 * Switches Stripe's own payouts of an account off. What Stripe refuses is an answer, in words; the account is read back by
 * the caller.
 * @throws AbortError, and whatever is no answer of Stripe's
 */
export async function sendManualSchedule(
  connectedAccountId: string,
  options: { signal?: AbortSignal } = {},
): Promise<StopOutcome> {
  try {
    await setManualSchedule(connectedAccountId, options);
    return { outcome: 'done', because: null };
  } catch (error) {
    return stopOutcome(error);
  }
}

/** What became of a call that was to keep money where it is. @throws what is no answer of Stripe's */
export function stopOutcome(error: unknown): StopOutcome {
  if (!(error instanceof StripeReadError)) throw error;
  if (isOutage(error)) return { outcome: 'away', because: error.message };
  const said = error.cause instanceof Error ? error.cause.message : '';
  return { outcome: 'not_possible', because: said === '' ? error.message : `Stripe says: ${said}` };
}
