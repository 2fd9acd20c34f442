import { addBusinessDays } from '../ledger/business-days.ts';

/** A bank can send money back for about this long after Stripe says `paid`. Source: Stripe's payout object. */
const REVOCABLE_BUSINESS_DAYS = 5;

/**
 * - `on_its_way`: created, not yet said to have arrived
 * - `paid_revocable`: said to have arrived, but the bank may still send it back until `revocableUntilOn`
 * - `final`: nothing is expected to change any more
 * - `returned`: failed or canceled, the money is back in the balance
 */
export type PayoutFinality =
  | { state: 'on_its_way' | 'final' | 'returned'; revocableUntilOn: null }
  | { state: 'paid_revocable'; revocableUntilOn: string };

type Facts = { status: string; arrivesOn: string };

/**
 * How final a payout is on a day. Counts Monday to Friday from the arrival date; bank holidays are not known here and
 * only make the true date later. Pure.
 * @param payout.arrivesOn and @param todayOn UTC dates, `YYYY-MM-DD`
 */
export function payoutFinality(payout: Facts, todayOn: string): PayoutFinality {
  if (payout.status === 'failed' || payout.status === 'canceled')
    return { state: 'returned', revocableUntilOn: null };
  if (payout.status !== 'paid') return { state: 'on_its_way', revocableUntilOn: null };
  const revocableUntilOn = addBusinessDays(payout.arrivesOn, REVOCABLE_BUSINESS_DAYS);
  return todayOn <= revocableUntilOn
    ? { state: 'paid_revocable', revocableUntilOn }
    : { state: 'final', revocableUntilOn: null };
}
