import { CLOSED, blockedInWords, inCurrency, STOPPED, type StartsBy } from './owner-words.ts';

/** What decides whether the owner of an account may ask for a payout now. */
export type AskingFacts = {
  /** Whether Sluice makes the payouts of the account. */
  readonly isPaidByRequest: boolean;
  /** Whether they are made when somebody asks, and by no schedule of Stripe's or of ours. */
  readonly isOnRequest: boolean;
  /** By which schedule of ours; null without one. */
  readonly startsBy: StartsBy | null;
  readonly isDisconnected: boolean;
  readonly payoutsEnabled: boolean;
  readonly disabledReason: string | null;
  /** It was never completed at Stripe. */
  readonly isNew: boolean;
  /** Something can be given that Stripe waits for. */
  readonly isAsked: boolean;
  /** The owner's page takes what Stripe asks for now. */
  readonly letsGiveDetails: boolean;
  /** The owner's page takes another bank account now. */
  readonly letsChangeDestination: boolean;
  /** It is rejected: nothing is ever asked for again. */
  readonly isClosed: boolean;
  /** By a press that covers all of it, or because nothing at all is sent until people have looked. */
  readonly isStopped: boolean;
  /** Those in which alone payouts are stopped; none where all of them are. */
  readonly stoppedCurrencies: readonly string[];
  /** Owners' texts of the open holds that keep everything, each with its currency, or null for all of them. */
  readonly holds: readonly { readonly currency: string | null; readonly ownerText: string }[];
  /** What its owners asked for in the last day, however it ended. */
  readonly askedInADay: number;
  /** By currency, what an owner asked for that has not left yet, in minor units. */
  readonly open: ReadonlyMap<string, bigint>;
  /** What of all that comes in is kept without a hold, in an owner's words; null where nothing is. */
  readonly reserve: string | null;
};

/** Each is looked at by a person, and somebody who is paid once a day needs no more. */
export const ASKED_IN_A_DAY_MAX = 5;

/** The same beside what was asked for and has not left, which is told with its amount: each reason once. */
export function whyNotAskMore(facts: AskingFacts, currency: string): string[] {
  return reasonsOf({ ...facts, open: new Map() }, currency);
}

/** Why nothing can be asked for in this currency now, in an owner's words; null when it can. @param currency three letters */
export function whyNotAsk(facts: AskingFacts, currency: string): string | null {
  const reasons = reasonsOf(facts, currency);
  return reasons.length === 0 ? null : reasons.join(' ');
}

function reasonsOf(facts: AskingFacts, currency: string): string[] {
  const texts = [
    ...(facts.stoppedCurrencies.includes(currency) ? [inCurrency(currency, STOPPED)] : []),
    ...facts.holds.flatMap((hold) =>
      hold.currency === null || hold.currency === currency ? [inCurrency(hold.currency, hold.ownerText)] : [],
    ),
  ];
  const whole = ofAccount(facts);
  if (whole !== null) return [whole];
  if (texts.length > 0) return [...new Set(texts)];
  const reason = ofAsking(facts, currency);
  return reason === null ? [] : [reason];
}

/** What stands in the way whatever is asked for. */
function ofAccount(facts: AskingFacts): string | null {
  if (facts.isDisconnected) return 'This account has left the platform. Payouts are with Stripe alone now.';
  if (facts.isClosed) return CLOSED;
  if (!facts.isOnRequest) return 'Payouts of this account start by themselves and are not asked for here.';
  if (!facts.payoutsEnabled)
    return (
      blockedInWords(facts.disabledReason, facts) ??
      'Stripe makes no payouts of this account now. See under Account.'
    );
  return facts.isStopped ? STOPPED : null;
}

function ofAsking(facts: AskingFacts, currency: string): string | null {
  const code = currency.toUpperCase();
  if (facts.open.has(currency))
    return `You have asked for a payout in ${code} already. Ask for the next one when it has left.`;
  if (facts.askedInADay >= ASKED_IN_A_DAY_MAX)
    return `You have asked ${String(ASKED_IN_A_DAY_MAX)} times in 24 hours. Ask again later.`;
  return null;
}
