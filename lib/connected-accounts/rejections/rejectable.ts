import type { RejectionAct } from '../types.ts';

/** What Stripe says of an account that bears on rejecting it. */
export type RejectionFacts = {
  readonly lossesPayments: string | null;
  readonly disabledReason: string | null;
  readonly deauthorizedAt: Date | null;
};

/** Whether the platform has rejected it, as Stripe says. Source: `disabled_reason` of Stripe's Account, `rejected.platform_*`. */
export function isRejectedByPlatform({ disabledReason }: Pick<RejectionFacts, 'disabledReason'>): boolean {
  return disabledReason?.startsWith('rejected.platform_') === true;
}

/** Why neither is possible, in words; null where one of them is. Source: Stripe's reference of `accounts.reject`. */
export function whyNotRejectable(facts: RejectionFacts): string | null {
  if (facts.deauthorizedAt !== null)
    return 'It has disconnected the platform, so Stripe takes no word from the platform about it.';
  if (facts.lossesPayments !== 'application')
    return 'Stripe lets a platform reject only accounts whose losses the platform bears, and this account bears its own. Hold its payouts instead.';
  if (facts.disabledReason?.startsWith('rejected.') === true && !isRejectedByPlatform(facts))
    return 'Stripe itself has rejected it. Only Stripe can change that.';
  return null;
}

/** Which of the two can be asked for now. */
export const possibleAct = (facts: RejectionFacts): RejectionAct =>
  isRejectedByPlatform(facts) ? 'unreject' : 'reject';
