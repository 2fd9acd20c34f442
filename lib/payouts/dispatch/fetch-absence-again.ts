import { jobContext } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { StripeReadError } from '../../stripe/errors.ts';
import { fetchPayoutOfRequest, type FoundPayout } from './fetch-payout-of-request.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';

type Attempt = { payoutRequestId: string; payoutAttemptId: string; connectedAccountId: string };

/**
 * Reads Stripe's list once more for a person who is about to say that it has no payout of this attempt. One that is there after
 * all is written down as what came of the call.
 * @throws DomainError `conflict` when Stripe has the payout; `stripe_unavailable`, `precondition_failed` when its list could not be read
 */
export async function fetchAbsenceAgain(attempt: Attempt): Promise<void> {
  const found = await readNow(attempt);
  if (found === null) return;
  const { payoutId } = found.payout;
  if (found.balanceTransactions.length === 0)
    throw new DomainError(
      'conflict',
      `Stripe has this payout after all, ${payoutId}, and does not say yet what it took from the balance. Nothing leaves. Look at this page again in a minute.`,
    );
  // The worker's act, as if a look-up had found it: the person only asked.
  await recordPayoutAccepted(jobContext('dispatch-payouts'), {
    payoutAttemptId: attempt.payoutAttemptId,
    claimNumber: null,
    stripeRequestId: null,
    ...found,
  });
  throw new DomainError(
    'conflict',
    `Stripe has this payout after all, ${payoutId}: its list was read again just now. It is written down as what came of the call, and nothing is sent again.`,
  );
}

async function readNow(attempt: Attempt): Promise<FoundPayout | null> {
  try {
    return await fetchPayoutOfRequest(attempt, 'interactive');
  } catch (error) {
    if (!(error instanceof StripeReadError)) throw error;
    throw new DomainError(
      error.code,
      'Stripe’s list of payouts could not be read just now, so it is not known whether the payout is there. Nothing was confirmed and nothing leaves. Try again in a minute.',
      { cause: error },
    );
  }
}
