import type { Money } from '../money/money.ts';
import type { CappedCount, Page } from '../paging.ts';
import type { FacetCount } from '../tables/types.ts';
import { RISK_CAUSES, type RiskCause } from './rules/cause.ts';
import type { RiskAction } from './rules/rule-text.ts';

export type { RiskCause } from './rules/cause.ts';
export type { RiskAction, RuleQuantity } from './rules/rule-text.ts';
export type { RuleTrial, TrialTally } from './rule-versions/try-instruments.ts';

export const RISK_FLAG_STATES = ['open', 'waiting', 'confirmed', 'closed'] as const;
export type RiskFlagState = (typeof RISK_FLAG_STATES)[number];

/** Why a flag is there: what was found, or the lot, which asks for a look where nothing was. */
export const FLAG_CAUSES = [...RISK_CAUSES, 'audit'] as const;
export type FlagCause = RiskCause | 'audit';

/** What a person can say of a flag. */
export const RISK_VERDICTS = ['confirmed', 'false_alarm', 'victim', 'needs_information'] as const;
export type RiskVerdict = (typeof RISK_VERDICTS)[number];

/** So many get one verdict together: what a person still reads through, and their ids still fit into an address. */
export const VERDICTS_TOGETHER_MAX = 100;

/** What came of one of several flags: where it stands then, or why nothing was said of it. */
export type VerdictOutcome = {
  readonly riskFlagId: string;
  readonly state: RiskFlagState | null;
  readonly refused: string | null;
};

export type RiskFlagEnding = 'cause_gone' | 'released' | 'false_alarm' | 'victim';

export const RISK_FLAG_ORDERS = ['newest', 'oldest'] as const;
export type RiskFlagSort = (typeof RISK_FLAG_ORDERS)[number];

export const RISK_FLAG_COLUMNS = [
  'account',
  'cause',
  'action',
  'exposure',
  'score',
  'state',
  'since',
  'due',
  'flag',
] as const;
export type RiskFlagColumn = (typeof RISK_FLAG_COLUMNS)[number];

/** One value per facet. `undefined` means "any". */
export type RiskFlagFilter = {
  readonly state?: string | undefined;
  readonly cause?: string | undefined;
  readonly action?: string | undefined;
  readonly currency?: string | undefined;
  readonly connectedAccountId?: string | undefined;
  /** Inclusive and exclusive bounds of the opening, ISO 8601 with zone. */
  readonly openedFrom?: string | undefined;
  readonly openedBefore?: string | undefined;
  /** Beginnings of words of the account's name. */
  readonly words?: readonly string[] | undefined;
};

export type RiskFlagRow = {
  readonly riskFlagId: string;
  readonly connectedAccountId: string;
  readonly accountName: string;
  readonly lockStrength: string;
  readonly state: RiskFlagState;
  readonly cause: FlagCause;
  /** What was done. */
  readonly action: RiskAction;
  /** Log-odds. */
  readonly score: number;
  readonly exposure: Money;
  readonly openedAt: Date;
  /** As the database has it, to the microsecond. */
  readonly openedKey: string;
  readonly dueAt: Date;
  /** Null also where that has passed. */
  readonly snoozedUntil: Date | null;
  readonly closedAt: Date | null;
  readonly closedBecause: RiskFlagEnding | null;
  /** The decision that it shows. */
  readonly riskAssessmentId: string;
};

export type RiskFlagList = {
  readonly page: Page<RiskFlagRow>;
  readonly facets: Readonly<Record<'state' | 'cause' | 'action' | 'currency', readonly FacetCount[]>>;
  readonly count: CappedCount;
  /** Money at risk of all that match, by currency; null where they are more than are counted. */
  readonly sums: readonly Money[] | null;
};

/** One sequential test against what is usual. */
export type RiskSign = {
  readonly stream: string;
  readonly observed: number;
  readonly window: number;
  readonly expected: number;
  readonly since: Date | null;
  /** Of what an alarm takes: 1 and more is one. */
  readonly ofAlarm: number;
};

/** Something that happened to a flag. */
export type RiskFlagEvent =
  | { readonly kind: 'decision'; readonly at: Date; readonly action: RiskAction; readonly score: number }
  | {
      readonly kind: 'verdict';
      readonly at: Date;
      readonly verdict: RiskVerdict;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly kind: 'closed'; readonly at: Date; readonly because: RiskFlagEnding };

export type RiskFlagDetail = RiskFlagRow & {
  /** What the decision wanted; the breaker or a person may have done something else. */
  readonly wanted: RiskAction;
  readonly decidedAt: Date;
  readonly base: number;
  readonly lines: readonly { readonly text: string; readonly adds: number }[];
  readonly release: string;
  readonly ownerText: string;
  readonly signs: readonly RiskSign[];
  readonly rulesHash: string;
  readonly modelHash: string;
  readonly inputsHash: string;
  /** Newest first. */
  readonly events: readonly RiskFlagEvent[];
};

/** One UTC day of a stream. `usual`: hits that so many trials usually have. */
export type StreamDay = {
  readonly day: string;
  readonly hits: number;
  readonly trials: number;
  readonly usual: number;
};

/** Another account with the same bank account or the same cards. */
export type LinkedAccount = {
  readonly connectedAccountId: string;
  readonly accountName: string;
  readonly by: 'destination' | 'card';
  readonly shared: number;
  readonly openFlags: number;
};

/** How an account stood among its peers when something was decided about it. */
export type PeerComparison = {
  /** `bakeries in DE` */
  readonly group: string;
  readonly accounts: number;
  /** Of them, the share that is less unusual. */
  readonly percentile: number;
  /** The night that they were compared by; null where it is kept no longer. */
  readonly grownAt: Date | null;
  /** Those that set it apart most, first; nine in ten peers are between `low` and `high`, half of them between the quarters. */
  readonly features: readonly {
    readonly key: string;
    readonly name: string;
    readonly own: number;
    readonly low: number;
    readonly quarter: number;
    readonly median: number;
    readonly threeQuarters: number;
    readonly high: number;
  }[];
};

/** A flag with everything that somebody needs to decide about it. */
export type RiskCase = {
  readonly flag: RiskFlagDetail;
  /** The sign that stands out most among those counted by day; null where none does. */
  readonly stream: string | null;
  readonly usualShare: number;
  readonly days: readonly StreamDay[];
  readonly past: readonly RiskFlagRow[];
  readonly linked: readonly LinkedAccount[];
  /** Null where nobody was compared with anybody. */
  readonly peers: PeerComparison | null;
  /** Payouts that were asked for and have not left. */
  readonly waiting: { readonly count: number; readonly approved: number; readonly sum: Money };
  readonly owner: { readonly operatorId: string; readonly name: string } | null;
  readonly escalatedAt: Date | null;
  readonly hold: { readonly state: string; readonly keepsPercent: number } | null;
  readonly nextId: string | null;
};

/** A trained model as people see it. */
export type RiskModel = {
  readonly riskModelId: string;
  readonly version: number;
  readonly state: 'shadow' | 'asked' | 'champion' | 'retired';
  readonly kind: 'logistic' | 'boosted_trees';
  readonly hash: string;
  /** False: it was trained on what an older version of Sluice saw, and decides nothing. */
  readonly isOfThisVersion: boolean;
  readonly dataFrom: Date;
  readonly dataTo: Date;
  readonly labelCutoff: Date;
  readonly rows: number;
  readonly positives: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly trainedAt: Date;
  readonly askedBy: string | null;
  readonly askedByName: string | null;
  readonly promotedByName: string | null;
  readonly promotedAt: Date | null;
};

/** What was grown by a recipe of forests. */
export type ForestNights = {
  /** When its first forest was grown; null while there is none. */
  readonly since: Date | null;
  readonly nights: number;
  /** Of the newest night, the largest groups of peers first. */
  readonly forests: readonly {
    /** `bakeries in DE` */
    readonly words: string;
    readonly accounts: number;
    readonly hash: string;
    readonly grownAt: Date;
    readonly dataFrom: Date;
    readonly dataTo: Date;
  }[];
};

/** How money of a currency comes back by its age, as it was estimated in its newest night. */
export type RunOff = {
  readonly currency: string;
  /** `bakeries`; null for all of the currency. */
  readonly of: string | null;
  readonly hash: string;
  readonly accounts: number;
  readonly charges: number;
  readonly times: { readonly refunds: number; readonly disputes: number };
  /** How much of each curve is the estimate's own, in hundredths; the rest is the one chosen by hand. */
  readonly weights: { readonly refunds: number; readonly disputes: number };
  /** Up to which age cohorts were seen. */
  readonly observedDays: number;
  readonly dataFrom: Date;
  readonly dataTo: Date;
  readonly estimatedAt: Date;
  /** `Left`: what can still come back, permille. The others: what had come back, millionths; null where nobody has seen it. */
  readonly ages: readonly {
    readonly days: number;
    readonly refundsLeft: number;
    readonly disputesLeft: number;
    readonly refunded: number | null;
    readonly disputed: number | null;
  }[];
};

/** Alarms of a stream in a replayed past. `unknown`: somebody is still to look. */
export type CalibrationAlarms = {
  readonly stream: string;
  readonly right: number;
  readonly false: number;
  readonly unknown: number;
  /** False alarms that the stream's share of the budget allows in as many account-years. */
  readonly allowed: number;
};

/** A check of the tests' false alarms against their budget. */
export type CalibrationCheck = {
  readonly riskCalibrationCheckId: string;
  readonly state: 'waiting' | 'running' | 'done' | 'stopped';
  readonly askedAt: Date;
  /** Null: the month had its turn. */
  readonly askedByName: string | null;
  readonly endedAt: Date | null;
  readonly replayedFrom: Date;
  readonly replayedTo: Date;
  /** Accounts and currencies. */
  readonly cases: number;
  readonly replayed: number;
  readonly tooLarge: number;
  /** Of one that is done. */
  readonly found: {
    readonly accountYears: number;
    readonly falseAlarms: number;
    readonly allowed: number;
    readonly isBeyond: boolean;
    readonly streams: readonly CalibrationAlarms[];
  } | null;
};

/** How what decides has done on the install's own past. */
export type ModelReport = {
  readonly labels: { readonly hits: number; readonly all: number; readonly reviewed: number };
  /** Accounts that the lot drew of those that nothing was found about: looked at so far, and found to be wrong. */
  readonly audits: { readonly drawn: number; readonly looked: number; readonly missed: number };
  /** Why no model can be trained yet; null when one can. */
  readonly tooLittle: string | null;
  readonly alarms: {
    readonly days: number;
    /** That something was decided about in these days. */
    readonly accounts: number;
    readonly pauses: number;
    /** Called a false alarm, or gone by themselves. */
    readonly falsePauses: number;
    readonly falseHeldHours: number;
    /** Of the highest scores that people spoke about. */
    readonly top: { readonly looked: number; readonly right: number };
    /** Flags that two people spoke about. */
    readonly agreement: { readonly pairs: number; readonly agreed: number };
  };
  /** Decisions before the last week and in it, and the features that are others now. */
  readonly drift: {
    readonly before: number;
    readonly now: number;
    readonly features: readonly { readonly name: string; readonly stability: number }[];
  };
  /** Null while nobody has said anything. */
  readonly calibration: {
    readonly rows: number;
    readonly error: number;
    readonly deciles: readonly {
      readonly rows: number;
      readonly predicted: number;
      readonly observed: number;
    }[];
  } | null;
};
