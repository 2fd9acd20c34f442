/*
 * What the owner of a connected account is told. Nothing in here says what was noticed, who looks, by which rule, or what
 * would have passed.
 */

const CHECKED = 'This payout is being checked before it leaves. You will hear from us if we need anything.';

const WAITING = 'It is approved and leaves by itself after a waiting time.';

/** Why a payout that was asked for has not left. @param holdTexts the owners' texts of open holds that cover it */
export function whyItWaits(request: {
  state: string;
  isStopped: boolean;
  holdTexts: readonly string[];
  /** A time is set before which it does not leave. */
  isWaiting: boolean;
}): string[] {
  if (request.state === 'dispatching' || request.state === 'unknown')
    return ['It is being handed to Stripe right now.'];
  if (request.state === 'refused')
    return ['Stripe did not take it. We look at why; the money is still yours and stays reserved.'];
  const said = [...new Set([...(request.isStopped ? [STOPPED] : []), ...request.holdTexts])];
  if (said.length > 0) return said;
  if (request.state === 'in_review') return [CHECKED];
  return [request.isWaiting ? WAITING : 'It is approved and leaves shortly.'];
}

/** A press stops many accounts; an owner learns that it does, and nothing of why. */
export const STOPPED = 'Payouts are stopped for the moment. Nothing is lost, and they go on by themselves.';

/** How payouts begin. @param interval Stripe's word for its own schedule, null where it is not known */
export function rhythmInWords(account: {
  isPaidByRequest: boolean;
  isOnRequest: boolean;
  interval: string | null;
}): string {
  if (account.isOnRequest) return 'A payout starts when you ask for it, or when we do.';
  if (account.isPaidByRequest) return 'We start your payouts as money becomes available.';
  const known = account.interval === null ? undefined : INTERVALS[account.interval];
  return known ?? 'Payouts are started by hand.';
}

const INTERVALS: Readonly<Record<string, string>> = {
  daily: 'Stripe pays you every working day.',
  weekly: 'Stripe pays you once a week.',
  monthly: 'Stripe pays you once a month.',
};

/**
 * Stripe's `disabled_reason` for the person it is about.
 * @param isNew the account was never completed
 * @returns null when nothing is off
 */
export function blockedInWords(disabledReason: string | null, isNew: boolean): string | null {
  if (disabledReason === null) return null;
  if (disabledReason === 'requirements.past_due' && isNew)
    return 'Details are missing. You can be paid as soon as they are given.';
  if (disabledReason === 'requirements.past_due')
    return 'Details are missing and overdue. Payouts go on as soon as they are given.';
  if (disabledReason === 'requirements.pending_verification')
    return 'Stripe is checking what you sent. Nothing needs to be done.';
  if (disabledReason === 'action_required.requested_capabilities') return 'Your account is not set up yet.';
  if (disabledReason.startsWith('rejected.'))
    return 'This account can take no payments any more. Write to us if you think that this is a mistake.';
  return 'Your account is being looked at. You will hear from us if we need anything.';
}

const GIVE_ANOTHER = 'Give another bank account under Account.';
const COMPARE = 'Compare your bank details under Account with a statement of your bank.';

/** Source: Stripe's payout failure codes; those that are not here have no word that helps their owner. */
const FAILURES: Readonly<Record<string, string>> = {
  account_closed: `The bank account is closed. ${GIVE_ANOTHER}`,
  account_frozen: 'The bank account is frozen. Ask your bank.',
  bank_account_restricted: `The bank account takes no payments of this kind. Ask your bank, or: ${GIVE_ANOTHER}`,
  debit_not_authorized: 'The bank account does not allow this. Ask your bank.',
  declined: 'Your bank declined it. Ask your bank why.',
  incorrect_account_holder_address: `The holder’s address is not the one that your bank has. ${COMPARE}`,
  incorrect_account_holder_name: `The holder’s name is not the one that your bank has. ${COMPARE}`,
  incorrect_account_holder_tax_id: `The holder’s tax number is not the one that your bank has. ${COMPARE}`,
  invalid_account_number: `The account number is not right. ${COMPARE}`,
  invalid_currency: `The bank account does not take this currency. ${GIVE_ANOTHER}`,
  no_account: `Your bank knows no account with this number. ${COMPARE}`,
  unsupported_card: `The card takes no payouts. ${GIVE_ANOTHER}`,
};

/** A payout that did not arrive, for the person it was for. */
export function failureForOwner(failureCode: string | null): string {
  const known = failureCode !== null && Object.hasOwn(FAILURES, failureCode) ? FAILURES[failureCode] : null;
  return `${known ?? 'It did not arrive.'} The money comes back to your balance.`;
}
