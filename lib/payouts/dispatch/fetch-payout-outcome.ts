import { beginLookUp } from './begin-look-up.ts';
import type { DispatchRun } from './dispatch-run.ts';
import { fetchPayoutOfRequest } from './fetch-payout-of-request.ts';
import { recordAbsence } from './record-absence.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';

/**
 * - `found`: Stripe has the payout, and it is written down
 * - `absent`: proven that there is none; a person decides
 * - `not_yet`: it was not there; whether it may be asked for again with the same key is the permit's to say
 * - `nothing`: somebody else looks, or knows
 */
type LookUp =
  | { kind: 'found' | 'absent' | 'nothing' }
  | { kind: 'not_yet'; claimNumber: number; payoutAttemptId: string };

/**
 * Looks an unknown outcome up in Stripe's own list of the connected account's payouts, read whole.
 * @throws StripeReadError when the list could not be read; the next look-up is due later in any case
 */
export async function fetchPayoutOutcome(run: DispatchRun, payoutAttemptId: string): Promise<LookUp> {
  const { ctx, timing } = run;
  const look = await beginLookUp(ctx, {
    payoutAttemptId,
    waitMs: timing.lookUpMs,
    waitMsMax: timing.lookUpMsMax,
  });
  if (look === null) return { kind: 'nothing' };
  const { connectedAccountId, begunAt, claimNumber } = look;
  await run.onStep('look_up_begun', connectedAccountId);
  const found = await fetchPayoutOfRequest(look, 'bulk');
  await run.onStep('listed', connectedAccountId);
  if (found === null) {
    const { settleMs, forgottenMs } = timing;
    const kind = await recordAbsence(ctx, { payoutAttemptId, begunAt, settleMs, forgottenMs });
    await run.onStep('absence_recorded', connectedAccountId);
    return kind === 'not_yet' ? { kind, claimNumber, payoutAttemptId } : { kind: kind ?? 'nothing' };
  }
  // Without its booking the reserved money would look free: it is looked up again.
  if (found.balanceTransactions.length === 0) return { kind: 'nothing' };
  await recordPayoutAccepted(ctx, { payoutAttemptId, claimNumber: null, stripeRequestId: null, ...found });
  await run.onStep('found_recorded', connectedAccountId);
  return { kind: 'found' };
}
