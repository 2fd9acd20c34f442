import type { Lifecycle } from '../connected-accounts/types.ts';
import type { StandingSwitch } from '../kill-switch/types.ts';
import type { Currency } from '../money/currency.ts';
import type { Money } from '../money/money.ts';
import type { CappedCount } from '../paging.ts';

/** What stands on every page: how current our picture of Stripe is, and what has stopped. */
export type ShellStatus = {
  livemode: boolean;
  /** How long the event waits that waits longest for a worker or for Stripe; 0 when we have caught up. */
  secondsBehind: number;
  /** Not those that failed and are tried again. */
  waitingEvents: CappedCount;
  retryingEvents: CappedCount & { nextAt: string | null };
  failedEvents: CappedCount;
  openAlarms: CappedCount;
  /** Payout requests that wait for people. */
  toDecide: CappedCount;
  /** Presses of the kill switch that stand, oldest first. */
  killSwitches: readonly StandingSwitch[];
  /** While nothing is sent at all, whatever the switches say. */
  dispatchLock: StandingLock | null;
  /** ISO instants, so that the same shape goes through the live stream. */
  workerSeenAt: string | null;
  newestEventAt: string | null;
  readAt: string;
  stale: Staleness | null;
};

/** The lock of dispatch as the banner says it: ISO instants, for the live stream. */
export type StandingLock = {
  readonly lockedAt: string;
  /** Stripe's lists have been read whole since; null until then. */
  readonly readWholeAt: string | null;
};

/** Why the page may show old facts, in words, and since when. */
export type Staleness = { cause: 'worker' | 'events'; since: string | null; text: string };

/** Everything that may need a person, as counts and the few facts that make a sentence of each. */
export type NeedFacts = {
  /** With the fewest and the most attempts that one of them took. */
  failedEvents: CappedCount & { attempts: readonly [fewest: number, most: number] };
  /** Events that failed and are tried again by themselves. */
  retryingEvents: ShellStatus['retryingEvents'];
  toDecide: CappedCount;
  /** Flags of risk that nobody has said anything about and that are not put aside. */
  anomalies: CappedCount;
  secondHalves: readonly SecondHalf[];
  /** The worst first. */
  alarms: readonly AlarmCause[];
  incompleteDays: { count: CappedCount; oldestDay: string | null };
  openGaps: { count: number; eventsMissed: number; newestEndsAt: Date | null };
  brokenInvariants: readonly { name: string; promise: string; findingCount: number; ranAt: Date }[];
  /** Names of promises that nobody has checked for too long. */
  staleInvariants: readonly string[];
  failedPayouts: CappedCount;
  restrictedAccounts: CappedCount;
};

/** What takes two people. */
export type SecondHalfKind =
  | 'kill_switch'
  | 'hold'
  | 'rejection'
  | 'payout_policy'
  | 'risk_rules'
  | 'forest_recipe'
  | 'risk_model'
  | 'looser_band'
  | 'owner'
  | 'owner_renewal'
  | 'factor'
  | 'person';

/** Begun by others, to be ended by the reader: how many, and the page of the oldest. */
export type SecondHalf = { readonly kind: SecondHalfKind; readonly count: number; readonly path: string };

/** Something that a person must look at. */
export type OpenAlarm = {
  readonly alarmId: string;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly raisedAt: Date;
  readonly occurrences: number;
  /** What it said before it said this, newest first, and how often that was. */
  readonly earlier: readonly string[];
  readonly earlierCount: number;
  readonly severity: AlarmSeverity;
  /** Whose money it is about; null when it is nobody's, or of an account that Sluice never saw. */
  readonly account: NamedAccount | null;
  /** Accounts that its texts name by their ids. */
  readonly named: readonly NamedAccount[];
};

/** `urgent`: money may be leaving, or none leaves; `soon`: stuck or wrong; `in_turn`: it can wait. */
export type AlarmSeverity = 'urgent' | 'soon' | 'in_turn';

export type NamedAccount = { readonly connectedAccountId: string; readonly name: string };

/** Alarms that one thing caused, the worst and oldest first; never empty. */
export type AlarmCause = {
  readonly key: string;
  readonly severity: AlarmSeverity;
  /** Of the first of them. */
  readonly kind: string;
  readonly account: NamedAccount | null;
  readonly alarms: readonly OpenAlarm[];
};

/** One currency over all connected accounts' books; sums of different currencies never meet. */
export type CurrencyLine = {
  currency: Currency;
  available: Money;
  pending: Money;
  /** Of payouts that were asked for, held or not. */
  reserved: Money;
  /** In a reserve or a minimum balance at Stripe. */
  setAside: Money;
  onItsWay: Money;
  leftToday: Money;
  leftTodayCount: number;
};

/** One UTC day of payouts in one currency, by the day on which they left. */
export type PayoutDay = {
  day: string;
  currency: Currency;
  /** Neither returned nor cancelled so far. */
  left: Money;
  /** The part of it that banks have confirmed. */
  arrived: Money;
  leftCount: number;
  failedCount: number;
};

/** What was held for all sellers in one currency when a UTC day ended; today's stands as of now. */
export type HeldMoneyDay = {
  day: string;
  currency: Currency;
  available: Money;
  pending: Money;
  /** Of payouts that were asked for, held or not. */
  reserved: Money;
  setAside: Money;
};

/** What is on its way and expected on one day. */
export type UpcomingDay = { day: string; currency: Currency; amount: Money; count: number };

/** One thing that the search found. `detail` names its id; `amount` and `at` where it has them. */
export type SearchHit = {
  kind: 'connected_account' | 'payout_request' | 'payout' | 'stripe_event' | 'journal_entry' | 'person';
  id: string;
  title: string;
  detail: string;
  /** Of a connected account: where it stands. */
  standing?: Lifecycle;
  amount: Money | null;
  at: Date | null;
};

export type SearchGroup = { kind: SearchHit['kind']; hits: readonly SearchHit[] };
