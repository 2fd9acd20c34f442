import type { ConnectedAccountDetail, ConnectedAccountRow } from '#lib/connected-accounts/types.ts';
import type { Tone } from '../ui/badge.tsx';

/** How much of what Stripe asks for is there. Where an account stands is another matter, and has words of its own below. */
const REQUIREMENT_STATE: Record<string, { word: string; tone: Tone | undefined }> = {
  restricted: { word: 'Disabled', tone: 'failed' },
  past_due: { word: 'Overdue', tone: 'failed' },
  due: { word: 'Due', tone: 'held' },
  details_missing: { word: 'Details missing', tone: undefined },
  clear: { word: 'Nothing due', tone: undefined },
};

export function requirementState(state: string): { word: string; tone: Tone | undefined } {
  return REQUIREMENT_STATE[state] ?? { word: state, tone: undefined };
}

const LIFECYCLE: Record<string, { word: string; tone: Tone | undefined }> = {
  restricted_soon: { word: 'Restricted soon', tone: 'held' },
  restricted: { word: 'Restricted', tone: 'failed' },
  in_review: { word: 'In review at Stripe', tone: 'held' },
  onboarding: { word: 'Onboarding', tone: 'info' },
  rejected: { word: 'Rejected', tone: 'failed' },
  enabled: { word: 'Enabled', tone: undefined },
  deauthorized: { word: 'Disconnected', tone: 'failed' },
};

/** Where an account stands in its life with Stripe: the only words for it, on the list, its page, its panel and in the search. */
export function lifecycleWord(lifecycle: string): { word: string; tone: Tone | undefined } {
  return LIFECYCLE[lifecycle] ?? { word: lifecycle, tone: undefined };
}

/** Why there are no payouts, as one word of a column of that name; null where there are. What a new account cannot do yet was not taken from it. */
export function payoutsOffWord(
  account: Pick<ConnectedAccountRow, 'deauthorizedAt' | 'payoutsEnabled' | 'lifecycle'>,
): 'Disconnected' | 'Not yet' | 'Off' | null {
  if (account.deauthorizedAt !== null) return 'Disconnected';
  if (account.payoutsEnabled) return null;
  return account.lifecycle === 'onboarding' ? 'Not yet' : 'Off';
}

const INFORMATION = {
  overdue: { word: 'Overdue', tone: 'failed' },
  answered: { word: 'Answered', tone: 'held' },
  sent: { word: 'Sent', tone: undefined },
} as const;

/** What became of what an owner was asked for. */
export function informationWord(state: keyof typeof INFORMATION): { word: string; tone: Tone | undefined } {
  return INFORMATION[state];
}

const INTERVAL: Record<string, string> = {
  manual: 'Only when asked',
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month',
};

/** When payouts are made, in a column of that name. */
export function intervalWord(interval: string | null): string | null {
  return interval === null ? null : (INTERVAL[interval] ?? interval);
}

/** The same as a fact of one account: who starts its payouts, and when. */
export function scheduleWord(interval: string | null): string | null {
  const word = intervalWord(interval);
  if (word === null) return null;
  return interval === 'manual' ? 'Manual, so Stripe pays nothing out by itself' : `${word}, by Stripe itself`;
}

/** Who controls what, as Stripe's controller properties say it, in sentences. */
export function controllerSentences(account: ConnectedAccountDetail): string[] {
  const dashboard: Record<string, string> = {
    none: 'It has no Stripe Dashboard.',
    express: 'Its owner has the Express Dashboard.',
    full: 'Its owner has the full Stripe Dashboard.',
  };
  const payer = (who: string | null, what: string): string | null => {
    if (who === null) return null;
    if (who === 'application') return `The platform ${what}.`;
    return who === 'stripe' ? `Stripe ${what}.` : `The account ${what}.`;
  };
  return [
    account.isController === null
      ? null
      : account.isController
        ? 'The platform controls the account.'
        : 'The platform does not control the account.',
    account.dashboard === null ? null : (dashboard[account.dashboard] ?? `Dashboard: ${account.dashboard}.`),
    payer(account.requirementCollection, 'collects what Stripe must know about the owner'),
    payer(account.lossesPayments, 'bears what a negative balance loses'),
    payer(account.feesPayer, 'pays Stripe’s fees'),
  ].filter((sentence) => sentence !== null);
}

export function capabilityTone(status: string): Tone | undefined {
  if (status === 'active') return 'paid';
  return status === 'pending' ? 'held' : undefined;
}
