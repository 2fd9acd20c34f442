import type { Money } from '../../money/money.ts';
import type { UnlockWay } from './unlock-way.ts';

/**
 * What is known of a call whose outcome is not.
 * - `may_be_asked_again`: the list had nothing, and the same key still protects; it is asked for again by itself
 * - `is_looked_up`: the list is read until it proves that there is no payout, or shows one
 * - `is_absent`: proven, and the key pays no more; a person says whether it leaves again
 */
export type UnknownOutcome = {
  payoutRequestId: string;
  payoutAttemptId: string;
  connectedAccountId: string;
  /** What whoever lets it leave again confirms, as a hash. */
  renewRoot: string;
  stands: 'may_be_asked_again' | 'is_looked_up' | 'is_absent';
  asked: {
    amount: Money;
    method: string;
    destinationId: string;
    idempotencyKey: string;
    attemptNumber: number;
    calls: number;
    firstAt: Date | null;
    lastAt: Date | null;
    /** Until then the last call may have been under way. */
    until: Date | null;
  };
  answer: {
    statusCode: number | null;
    code: string | null;
    message: string | null;
    stripeRequestId: string | null;
    /** Stripe keeps answering this key with a failure. */
    isStored: boolean;
    /** Not before, the same key is asked again. */
    askedAgainFrom: Date | null;
  };
  list: {
    lookUps: number;
    /** When the last reading began that found nothing. */
    lastAt: Date | null;
    nextAt: Date | null;
    /** A reading that begins after this one and finds nothing proves that there is nothing. */
    provesFrom: Date | null;
    absentSince: Date | null;
  };
};

/**
 * A payout that Stripe has for a request, of a time that this database has forgotten, and whether people can say that it is the request's:
 * - `may_be_recognised`: approved, by somebody who did not ask for it
 * - `is_to_be_approved`: whoever approves says that it was meant; then it may be
 * - `is_to_be_opened`: Stripe had refused the request as far as this database knows; it is opened and approved first
 * - `is_given_back`: a worker has it for a moment
 * - `is_another`: the request asks for something else by now
 * - `is_for_somebody_else`: the reader asked for it, or is the same hand
 * - `is_being_cancelled`: people asked for that, and Stripe has not answered yet
 * - `is_cancelled`: by people, through here; its money is back
 * - `has_ended`: the request has ended, and the payout has not
 */
export type ForgottenPayout = {
  readonly payoutRequestId: string;
  readonly payoutId: string;
  readonly connectedAccountId: string;
  readonly amount: Money;
  /** As Stripe calls it. */
  readonly status: string;
  readonly madeAt: Date;
  readonly stands:
    | 'may_be_recognised'
    | 'is_to_be_approved'
    | 'is_to_be_opened'
    | 'is_given_back'
    | 'is_another'
    | 'is_for_somebody_else'
    | 'is_being_cancelled'
    | 'is_cancelled'
    | 'has_ended';
  /** What whoever says so confirms, as a hash. */
  readonly root: string;
  readonly cancel: ForgottenCancel;
};

/** The other thing that people can decide about it. */
export type ForgottenCancel = {
  /** Stripe has not sent it on as far as it told, and nobody has asked for it since it last answered. */
  readonly isPossible: boolean;
  /** What whoever asks confirms, as a hash. */
  readonly root: string;
  /** Who asked last, and what Stripe did not do; null while nobody has. */
  readonly asked: {
    readonly by: string;
    readonly at: Date;
    readonly reason: string;
    readonly because: string | null;
  } | null;
};

/** Nothing is sent: since when and why, what speaks against ending it by hand, and what its end lets leave. */
export type DispatchLock = {
  readonly lockedAt: Date;
  readonly lockedBecause: string;
  /** The last that this database knows from before the lock, where that is a while; null where nothing says. */
  readonly knownUntil: Date | null;
  /** When Stripe's lists had been read whole: one person ends the lock then. */
  readonly readWholeAt: Date | null;
  /**
   * Whose list could not be read since the lock, with no reading past it since, and when: from `countsFrom` on it counts as one that cannot
   * be read when it fails again, and from `againAt` on two people may end the lock without the lists. Null while none has failed.
   */
  readonly failed: {
    readonly connectedAccountId: string;
    readonly name: string;
    readonly at: Date;
    readonly countsFrom: Date;
    readonly againAt: Date | null;
  } | null;
  /** From when on no call from before the lock can be under way, and whether that is so by now. */
  readonly settledAt: Date;
  readonly isSettled: boolean;
  /** From when on lists that nobody has read whole count as lists that cannot be: two people may end the lock then. */
  readonly overdueAt: Date;
  /** What lets people end it now; null while nobody may. */
  readonly way: UnlockWay | null;
  /** Requests that could be sent although Stripe has a payout for them: unlocking would pay them twice. */
  readonly strayedCount: number;
  readonly strayed: readonly { readonly payoutRequestId: string; readonly payoutId: string }[];
  /** Attempts that are under way, and those whose outcome is not known. */
  readonly calling: number;
  readonly unknown: number;
  /** Approved payouts per currency that nothing else keeps, so that they would leave. */
  readonly leaving: readonly { readonly total: Money; readonly payouts: number }[];
  /** Approved payouts that something else keeps: a hold, a switch, a wait, the minimum balance, a breaker, a destination that is another. */
  readonly staying: number;
  /** Approved payouts that people have to decide anew: too few of their approvals count now, or somebody rejected their money since. */
  readonly goingBack: number;
  /** Who took the first of two steps. */
  readonly asked: {
    readonly operatorId: string;
    readonly name: string;
    readonly at: Date | null;
    readonly reason: string | null;
  } | null;
  /** What whoever ends it proves presence for. */
  readonly root: string;
};
