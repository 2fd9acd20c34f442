import type { Money } from '../money/money.ts';

export type KillSwitchState = 'engaging' | 'engaged' | 'release_asked' | 'released';

/** What stands over every page. Instants as text, so that the same shape goes through the live stream. */
export type StandingSwitch = {
  readonly killSwitchId: string;
  readonly scope: string;
  readonly scopeValue: string;
  /** Of a press that covers one account: what it is called. */
  readonly scopeName: string | null;
  readonly state: KillSwitchState;
  readonly pressedAt: string;
};

/** One press, with the people by name. Milliseconds are measured by the database's clock. */
export type KillSwitchPressed = {
  readonly killSwitchId: string;
  readonly scope: string;
  readonly scopeValue: string;
  /** Of a press that covers one account: what it is called. */
  readonly scopeName: string | null;
  readonly isDrill: boolean;
  readonly cancelsPending: boolean;
  readonly reason: string;
  readonly state: KillSwitchState;
  readonly engagedBy: string;
  readonly pressedAt: Date;
  readonly stoppedAt: Date | null;
  readonly stopMs: number | null;
  /** How many covered calls were under way when it was pressed. */
  readonly inFlight: number;
  readonly plannedAt: Date | null;
  readonly stripeEndedAt: Date | null;
  readonly stripeMs: number | null;
  readonly releaseAskedById: string | null;
  readonly releaseAskedBy: string | null;
  readonly releaseAskedAt: Date | null;
  readonly releaseReason: string | null;
  readonly releasedBy: string | null;
  readonly releasedAt: Date | null;
};

export type StepName = 'lock' | 'cancel' | 'read_back';
export type StepState = 'waiting' | 'done' | 'failed' | 'not_possible' | 'not_needed';

/** How many accounts of one step stand where; `later` of them were seen after the press. */
export type StepCount = {
  readonly step: StepName;
  readonly state: StepState;
  readonly count: number;
  readonly later: number;
};

/** An account that the press came to cover, or that was first seen, when its steps were written down already. */
export type LaterAccount = {
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly seenAt: Date;
  /** What became of switching its schedule off. */
  readonly state: StepState;
  readonly because: string | null;
  /** From when it was seen until that had ended. */
  readonly tookMs: number | null;
};

/** A schedule that was switched on again after the press: what was seen, and what became of it. */
export type SetBack = {
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly seen: string;
  readonly seenAt: Date;
  readonly isWaiting: boolean;
  readonly notUndone: string | null;
};

/** What came after the press, newest first, and how much of it there is. */
export type SinceThePress = {
  readonly accounts: readonly LaterAccount[];
  readonly accountCount: number;
  readonly setBacks: readonly SetBack[];
  readonly setBackCount: number;
};

/** An account for which a step did not do what it should. */
export type StepProblem = {
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly step: StepName;
  readonly state: StepState;
  readonly because: string | null;
  readonly exposed: Money;
};

/** Accounts that a press covers by how firmly their money is held, and what lies there now. */
export type OpenPath = {
  readonly lockStrength: string;
  readonly accounts: number;
  readonly exposed: readonly Money[];
  /** The first of those that Stripe may pay by itself. */
  readonly named: readonly { readonly connectedAccountId: string; readonly displayName: string }[];
};

/**
 * Accounts that a press covers and whose money is not known to be stopped. `not_yet`: still being switched off or read back; `paid_by_itself`: Stripe
 * told since that it pays them by itself; `not_told`: it has not told, so nobody knows.
 */
export type MoneyNotStopped = {
  readonly why: 'paid_by_itself' | 'not_told' | 'not_yet';
  readonly accounts: number;
  readonly exposed: readonly Money[];
};

/** What lay behind automatic schedules that the press switched off, a line a currency. */
export type StoppedSum = {
  /** What the schedules would have paid. */
  readonly stopped: Money;
  /** What stays in these balances either way, because payouts of the currency are in whole units. */
  readonly rest: Money;
  readonly accounts: number;
  /** How many of the accounts were seen, or switched on again, after the press. */
  readonly later: number;
  /** Seconds from the press until the last of those that it covered at once; null where there were none. */
  readonly endedAfter: number | null;
};

/** How much lay behind automatic schedules that were off so many seconds after the press, of those that it covered at once. */
export type MoneyStopped = {
  readonly seconds: number;
  /** Seconds after which the last of its currency was off. */
  readonly endedAfter: number;
  readonly accounts: number;
  readonly stopped: Money;
};

/** Payouts that are decided and stay, one line a currency. */
export type WaitingMoney = { readonly payouts: number; readonly amount: Money };

/** The last rehearsal that ended. `isDue` once it is older than a month, or when there was none. */
export type DrillStanding = {
  /** The newest that has ended. */
  readonly last: KillSwitchPressed | null;
  readonly underWay: KillSwitchPressed | null;
  /** Never while one is under way. */
  readonly isDue: boolean;
};
