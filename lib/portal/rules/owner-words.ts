/*
 * What the owner of a connected account is told. Nothing in here says what was noticed, who looks, by which rule, or what
 * would have passed.
 */

const CHECKED = 'This payout is being checked before it leaves. You will hear from us if we need anything.';

const LEFT = 'It cannot leave: this account has left the platform.';

export const CLOSED = 'Payouts do not leave while the account is closed. The money stays in your balance.';

const SWITCHED_OFF = 'It cannot leave while Stripe makes no payouts of this account.';

const WAITING = 'It is approved and leaves by itself after a waiting time.';

/** Not “shortly”: what else may stand in its way is nothing that an owner is told. */
const APPROVED = 'It is approved and leaves as soon as nothing stands in its way.';

/** Why a payout that was asked for has not left. @param holdTexts the owners' texts of open holds and stops that cover it */
export function whyItWaits(request: {
  state: string;
  isDisconnected: boolean;
  /** The account is rejected. */
  isClosed: boolean;
  /** Stripe pays the account at all. */
  payoutsEnabled: boolean;
  holdTexts: readonly string[];
  /** A time is set before which it does not leave. */
  isWaiting: boolean;
}): string[] {
  if (request.state === 'dispatching' || request.state === 'unknown')
    return ['It is being handed to Stripe right now.'];
  if (request.state === 'refused')
    return ['Stripe did not take it. We look at why; the money is still yours and stays reserved.'];
  if (request.isDisconnected) return [LEFT];
  if (request.isClosed) return [CLOSED];
  const said = [...new Set([...request.holdTexts, ...(request.payoutsEnabled ? [] : [SWITCHED_OFF])])];
  if (said.length > 0) return said;
  if (request.state === 'in_review') return [CHECKED];
  return [request.isWaiting ? WAITING : APPROVED];
}

/** A press stops many accounts; an owner learns that it does, and nothing of why. True also where more stands in the way. */
export const STOPPED =
  'Payouts are stopped for the moment. Nothing is lost, and nothing needs to be done about that.';

/** What is so of one currency alone. @param code three letters; null for all of them */
export function inCurrency(code: string | null, text: string): string {
  return code === null ? text : `${code.toUpperCase()}: ${text}`;
}

/** What of an account's money does not leave, for whatever reason of ours. */
export type Stays = {
  /** Nothing leaves. */
  readonly isEverything: boolean;
  /** Three letters each, of which nothing leaves. */
  readonly currencies: readonly string[];
  /** Some of all that comes in is kept. */
  readonly isPart: boolean;
};

export type StartsBy = 'daily' | 'weekly' | 'monthly' | 'threshold';

const WE_START: Readonly<Record<StartsBy, string>> = {
  daily: 'We start your payouts every day, of what is available.',
  weekly: 'We start your payouts on fixed days of the week, of what is available.',
  monthly: 'We start your payouts once a month, of what is available.',
  threshold: 'We start a payout once enough is available.',
};

export type Rhythm = {
  /** It was rejected, or has left: what is so then is said once, above everything else. */
  isOver: boolean;
  /** It was never completed at Stripe. */
  isNew: boolean;
  payoutsEnabled: boolean;
  /** Whether Sluice makes its payouts. */
  isPaidByRequest: boolean;
  /** By which schedule of ours; null where somebody asks, or nobody has set one. */
  startsBy: StartsBy | null;
  /** Stripe's word for its own schedule, null where it is not known. */
  interval: string | null;
  stays: Stays;
};

/** How payouts begin; null where none ever will. */
export function rhythmInWords(account: Rhythm): string | null {
  if (account.isOver) return null;
  if (!account.payoutsEnabled)
    return account.isNew
      ? 'There are no payouts before your account is set up.'
      : 'Stripe makes no payouts of this account now.';
  const byStripe = account.interval === null ? undefined : INTERVALS[account.interval];
  if (byStripe !== undefined) return byStripe;
  if (account.interval === null && !account.isPaidByRequest)
    return 'Stripe has not told us how your payouts start.';
  const { isEverything, currencies, isPart } = account.stays;
  if (isEverything) return 'We make no payouts of this account now. “What waits, and why” says why.';
  const codes = currencies.map((code) => code.toUpperCase());
  return [
    whoStarts(account),
    ...(codes.length === 0 ? [] : [`Now we make none in ${new Intl.ListFormat('en-GB').format(codes)}.`]),
    ...(isPart ? ['A part stays as a reserve.'] : []),
  ].join(' ');
}

function whoStarts({ startsBy, isPaidByRequest }: Rhythm): string {
  if (!isPaidByRequest) return 'Payouts are started by hand.';
  return startsBy === null ? 'A payout starts when you ask for it, or when we do.' : WE_START[startsBy];
}

/**
 * Whether Stripe pays the account by a schedule of its own, whoever else does. No hold or stop of ours keeps that money, so
 * none is named as what keeps it; nor where Stripe has not told its schedule and we do not pay the account, because it may have one.
 */
export function isPaidByStripe({ payoutsEnabled, interval, isPaidByRequest }: Rhythm): boolean {
  if (interval === null) return payoutsEnabled && !isPaidByRequest;
  return payoutsEnabled && Object.hasOwn(INTERVALS, interval);
}

const INTERVALS: Readonly<Record<string, string>> = {
  daily: 'Stripe pays you every working day.',
  weekly: 'Stripe pays you once a week.',
  monthly: 'Stripe pays you once a month.',
};

/**
 * Stripe's `disabled_reason` for the person it is about.
 * @param of `isNew`: the account was never completed; `isAsked`: something can be given that Stripe waits for
 * @returns null when nothing is off
 */
export function blockedInWords(
  disabledReason: string | null,
  { isNew, isAsked }: { isNew: boolean; isAsked: boolean },
): string | null {
  if (disabledReason === null) return null;
  if (disabledReason === 'requirements.past_due' && isNew)
    return 'Details are missing. You cannot be paid before they are given.';
  if (disabledReason === 'requirements.past_due')
    return 'Details are missing and overdue. Stripe limits your account until they are given.';
  if (disabledReason === 'requirements.pending_verification')
    return isAsked
      ? 'Stripe is checking what you sent, and asks for more.'
      : 'Stripe is checking what you sent. Nothing needs to be done about that.';
  if (disabledReason === 'action_required.requested_capabilities') return 'Your account is not set up yet.';
  if (disabledReason.startsWith('rejected.'))
    return 'This account can take no payments any more. Write to us if you think that this is a mistake.';
  return 'Your account is being looked at. You will hear from us if we need anything.';
}

/** Where an owner can change where their money goes: on our page, through us while the account is kept as it is, or with Stripe once it has left. */
export type BankChange = 'here' | 'by_us' | 'at_stripe';

const NEXT: Readonly<Record<'another' | 'compare', Readonly<Record<BankChange, string>>>> = {
  another: {
    here: 'Give another bank account under Account.',
    by_us: 'Write to us: where your money goes cannot be changed here now.',
    at_stripe: 'Give Stripe another bank account.',
  },
  compare: {
    here: 'Compare your bank details under Account with a statement of your bank.',
    by_us: 'Compare a statement of your bank with what you gave, and write to us.',
    at_stripe: 'Compare a statement of your bank with what Stripe has.',
  },
};

type Failure = readonly [what: string, next?: keyof typeof NEXT];

/** Source: Stripe's payout failure codes; those that are not here have no word that helps their owner. */
const FAILURES: Readonly<Record<string, Failure>> = {
  account_closed: ['The bank account is closed.', 'another'],
  account_frozen: ['The bank account is frozen. Ask your bank.'],
  bank_account_restricted: [
    'The bank account takes no payments of this kind. Ask your bank first.',
    'another',
  ],
  debit_not_authorized: ['The bank account does not allow this. Ask your bank.'],
  declined: ['Your bank declined it. Ask your bank why.'],
  incorrect_account_holder_address: ['The holder’s address is not the one that your bank has.', 'compare'],
  incorrect_account_holder_name: ['The holder’s name is not the one that your bank has.', 'compare'],
  incorrect_account_holder_tax_id: ['The holder’s tax number is not the one that your bank has.', 'compare'],
  invalid_account_number: ['The account number is not right.', 'compare'],
  invalid_currency: ['The bank account does not take this currency.', 'another'],
  no_account: ['Your bank knows no account with this number.', 'compare'],
  unsupported_card: ['The card takes no payouts.', 'another'],
};

/** A payout that did not arrive, for the person it was for. @param bank where they can do something about it */
export function failureForOwner(failureCode: string | null, bank: BankChange): string {
  const [what, next] = (failureCode !== null && Object.hasOwn(FAILURES, failureCode)
    ? FAILURES[failureCode]
    : undefined) ?? ['It did not arrive.'];
  const parts = [what, next === undefined ? null : NEXT[next][bank], 'The money comes back to your balance.'];
  return parts.filter((part) => part !== null).join(' ');
}
