import type { Money } from '../money/money.ts';
import type { CappedCount, Page } from '../paging.ts';
import type { FacetCount } from '../tables/types.ts';
import type { RiskCause } from './rules/cause.ts';
import type { RiskAction } from './rules/rule-text.ts';

export type { RiskCause } from './rules/cause.ts';
export type { RiskAction } from './rules/rule-text.ts';

export const RISK_FLAG_STATES = ['open', 'waiting', 'confirmed', 'closed'] as const;
export type RiskFlagState = (typeof RISK_FLAG_STATES)[number];

/** What a person can say of a flag. */
export const RISK_VERDICTS = ['confirmed', 'false_alarm', 'victim', 'needs_information'] as const;
export type RiskVerdict = (typeof RISK_VERDICTS)[number];

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
  readonly cause: RiskCause;
  /** What was done. */
  readonly action: RiskAction;
  /** Log-odds. */
  readonly score: number;
  readonly exposure: Money;
  readonly openedAt: Date;
  /** As the database has it, to the microsecond. */
  readonly openedKey: string;
  readonly dueAt: Date;
  readonly snoozedUntil: Date | null;
  readonly closedAt: Date | null;
  readonly closedBecause: RiskFlagEnding | null;
};

export type RiskFlagList = {
  readonly page: Page<RiskFlagRow>;
  readonly facets: Readonly<Record<'state' | 'cause' | 'action' | 'currency', readonly FacetCount[]>>;
  readonly count: CappedCount;
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
  readonly riskAssessmentId: string;
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
