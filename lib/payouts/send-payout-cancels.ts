import { stopOutcome, type StopOutcome } from '../connected-accounts/send-manual-schedule.ts';
import type { Context } from '../context.ts';
import { currency as currencyOf } from '../money/currency.ts';
import { formatMoney } from '../money/format.ts';
import { money } from '../money/money.ts';
import { cancelPayout } from '../stripe/cancel-payout.ts';
import { listPendingPayouts } from '../stripe/list-pending-payouts.ts';
import { retrievePayout } from '../stripe/retrieve-payout.ts';
import { fetchPayout } from './fetch-payout.ts';
import type { PayoutSnapshot } from './schemas.ts';

/** Which of the waiting ones are meant; what is null means all. */
export type CancelScope = { currency: string | null; method: string | null };

type Options = { signal?: AbortSignal };

/**
 * Cancels every manual payout of an account that Stripe has not sent yet. Automatic ones cannot be cancelled; they are
 * named. With `isDrill` they are only counted.
 */
export async function sendPayoutCancels(
  ctx: Context,
  about: { connectedAccountId: string; isDrill: boolean } & CancelScope,
  options: Options = {},
): Promise<StopOutcome> {
  const { connectedAccountId, isDrill, currency, method } = about;
  try {
    const waiting = (await listPendingPayouts(connectedAccountId, options)).filter(
      (payout) =>
        (currency === null || payout.currency === currency) && (method === null || payout.method === method),
    );
    const left: string[] = [];
    let cancelled = 0;
    for (const payout of waiting) {
      if (isDrill && !payout.isAutomatic) cancelled += 1;
      else {
        const { outcome, because } = await sendPayoutCancel(ctx, payout, options);
        if (outcome === 'away') return { outcome, because };
        if (outcome === 'done') cancelled += 1;
        else left.push(because ?? '');
      }
    }
    if (left.length > 0) return { outcome: 'not_possible', because: left.join(' ') };
    const counted = `${String(cancelled)} ${isDrill ? 'would be cancelled' : 'cancelled'}`;
    return { outcome: 'done', because: waiting.length === 0 ? null : counted };
  } catch (error) {
    return stopOutcome(error);
  }
}

/** Cancels one waiting payout and mirrors what became of it. An automatic one is refused here, before Stripe says so. */
export async function sendPayoutCancel(
  ctx: Context,
  payout: Pick<PayoutSnapshot, 'connectedAccountId' | 'payoutId' | 'isAutomatic' | 'amount' | 'currency'>,
  options: Options = {},
): Promise<StopOutcome> {
  const { connectedAccountId, payoutId, isAutomatic, amount, currency } = payout;
  const named = `${payoutId} of ${formatMoney(money(amount, currencyOf(currency)))}`;
  if (isAutomatic)
    return { outcome: 'not_possible', because: `${named} is automatic: Stripe cancels none of those.` };
  try {
    await cancelPayout(connectedAccountId, payoutId, options);
  } catch (error) {
    const { outcome, because } = stopOutcome(error);
    // A cancellation whose answer was lost is refused when it is asked for again.
    if (outcome === 'away' || (await retrievePayout(connectedAccountId, payoutId)).status !== 'canceled')
      return { outcome, because: `${named}: ${because ?? 'not cancelled'}` };
  }
  await fetchPayout(ctx, connectedAccountId, payoutId);
  return { outcome: 'done', because: null };
}
