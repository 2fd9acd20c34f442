import type { Money } from '../money/money.ts';
import type { OwnerTodo } from './rules/owner-todo.ts';

export type { OwnerTodo } from './rules/owner-todo.ts';

/** One currency of the owner's own money. */
export type PortalMoney = {
  readonly available: Money;
  readonly pending: Money;
  readonly reserved: Money;
  readonly onItsWay: Money;
  readonly earned: Money;
};

/** What is asked for and has not left. */
export type WaitingPayout = {
  readonly payoutRequestId: string;
  readonly amount: Money;
  readonly requestedAt: Date;
  readonly destination: string | null;
  /** What is so and what happens next, each a sentence. */
  readonly why: readonly string[];
  /** Of one that only waits: when it leaves at the earliest. */
  readonly waitsUntil: Date | null;
};

/** What Stripe has sent or is sending. */
export type PortalPayout = {
  readonly payoutId: string;
  readonly amount: Money;
  readonly status: string;
  /** It counts as sent and not final: it is on its way, or there and can still be sent back. */
  readonly isNotFinal: boolean;
  /** Of a paid one: the last day on which the bank is expected to send it back, as `2026-11-24`. */
  readonly returnsUntil: string | null;
  readonly occurredAt: Date;
  /** A day, as `2026-11-24`. */
  readonly arrivesOn: string;
  readonly destination: string | null;
  /** Of a failed one: what happened and what to do. */
  readonly failed: string | null;
};

/** What can be asked for in one currency now. */
export type PortalAsking = {
  readonly currency: string;
  /** Null when nothing can be asked for. */
  readonly payable: Money | null;
  /** Why not, each in an owner's words; none with nothing payable, too: then there is no money that could leave, or `asked` says it. */
  readonly refusals: readonly string[];
  /** What is available, and the parts of it that stay, each with why; null and none where nothing can be asked for. */
  readonly available: Money | null;
  readonly stays: readonly { readonly amount: Money; readonly why: string }[];
  /** What was asked for and has not left yet; null for nothing. */
  readonly asked: Money | null;
};

/** Everything that the portal says about the account of its owner. */
export type Portal = {
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly isDisconnected: boolean;
  readonly chargesEnabled: boolean;
  readonly payoutsEnabled: boolean;
  readonly detailsSubmitted: boolean;
  /** Who starts payouts and how often, as a sentence; null where there are none any more. */
  readonly payoutRhythm: string | null;
  readonly money: readonly PortalMoney[];
  /** Not only some of it stays. */
  readonly isEverythingKept: boolean;
  /** Why money stays, beyond single payouts: each a sentence, none twice. */
  readonly staysBecause: readonly string[];
  readonly waiting: readonly WaitingPayout[];
  /** There are more than are listed. */
  readonly hasMoreWaiting: boolean;
  readonly payouts: readonly PortalPayout[];
  readonly todo: OwnerTodo;
  /** What is asked for can be given on a page of the portal now. */
  readonly letsGiveDetails: boolean;
  readonly readAt: Date;
};

/** That a way to another password of somebody who signs in for the account is open, or was used. */
export type OwnRenewal = {
  readonly ownerRenewalId: string;
  readonly email: string;
  /** Whether it is for whoever looks. */
  readonly isMine: boolean;
  readonly askedAt: Date;
  readonly usedAt: Date | null;
};
