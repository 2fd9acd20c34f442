import { currency as currencyOf, stripeDecimals } from '../../money/currency.ts';
import type { RiskCounts, RiskHistory, RiskMoment, RiskWindow } from './counts.ts';
import type { RecentAttempt } from './recent-attempts.ts';
import type { RiskStanding } from './standing.ts';
import { shapesOf, type AttemptShapes } from './attempt-shapes.ts';

type Seen = { history: RiskHistory; recent: readonly RecentAttempt[]; standing: RiskStanding };
type Given = RiskMoment & Seen & { usual: RiskCounts; usualDays: number; shapes: AttemptShapes };

/** `name` is for people; shares are from 0 to 1. */
type Column = { name: string; of: (given: Given) => number };

/** No share of nothing: without trials there is no sign of anything. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Whole units of the currency. A number for a model: it is never money again. */
function units(amount: bigint, { currency }: RiskMoment): number {
  return Number(amount) / 10 ** stripeDecimals(currencyOf(currency));
}

const DAY_MS = 86_400_000;

/** On a logarithmic scale, because a tenth day tells more than a hundredth; unknown is as old as can be. */
function age(since: Date | null, { at }: RiskMoment): number {
  return since === null ? 10 : Math.log1p(Math.max(0, at.getTime() - since.getTime()) / DAY_MS);
}

/** How many times the usual, as a logarithm: 0 as usual, 0.7 twice. One event of each is added, so that few say little. */
function againstUsual(part: number, trials: number, usualPart: number, usualTrials: number): number {
  const expected = share(usualPart + 0.5, usualTrials + 10) * trials;
  return Math.log((part + 1) / (expected + 1));
}

const IN_WORDS: Record<RiskWindow, string> = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
};

function columnsOf(window: RiskWindow) {
  const words = IN_WORDS[window];
  const column = (name: string, of: (counts: RiskCounts, given: Given) => number): Column => ({
    name: `${name}, ${words}`,
    of: (given) => of(given.history.windows[window], given),
  });
  const attempts = (counts: RiskCounts): number => counts.charges + counts.declines;
  return {
    [`charges_${window}`]: column('Charges (logarithm)', (counts) => Math.log1p(counts.charges)),
    [`charge_amount_${window}`]: column('Charged (logarithm)', (counts, given) =>
      Math.log1p(units(counts.chargeAmount, given)),
    ),
    [`mean_charge_${window}`]: column('Mean charge (logarithm)', (counts, given) =>
      Math.log1p(share(units(counts.chargeAmount, given), counts.charges)),
    ),
    [`decline_share_${window}`]: column('Declined of payments tried', (counts) =>
      share(counts.declines, attempts(counts)),
    ),
    [`high_risk_share_${window}`]: column('High risk of payments tried', (counts) =>
      share(counts.highRisk, attempts(counts)),
    ),
    [`refund_share_${window}`]: column('Refunds per charge', (counts) =>
      share(counts.refunds, Math.max(counts.charges, counts.refunds)),
    ),
    [`refund_amount_share_${window}`]: column('Refunded of charged', (counts, given) => {
      const refunded = units(counts.refundAmount, given);
      return share(refunded, Math.max(units(counts.chargeAmount, given), refunded));
    }),
    [`dispute_share_${window}`]: column('Disputes per charge', (counts) =>
      share(counts.disputes, Math.max(counts.charges, counts.disputes)),
    ),
  } satisfies Record<string, Column>;
}

function ratiosOf(window: '24h' | '7d', days: number) {
  const column = (name: string, of: (counts: RiskCounts, given: Given) => number): Column => ({
    name: `${name} against usual, ${IN_WORDS[window]} (logarithm)`,
    of: (given) => of(given.history.windows[window], given),
  });
  return {
    [`charges_ratio_${window}`]: column('Charges', ({ charges }, { usual, usualDays }) =>
      Math.log((charges + 1) / (share(usual.charges, usualDays) * days + 1)),
    ),
    [`charge_amount_ratio_${window}`]: column('Charged', ({ chargeAmount }, given) =>
      Math.log(
        (units(chargeAmount, given) + 1) /
          (share(units(given.usual.chargeAmount, given), given.usualDays) * days + 1),
      ),
    ),
    [`decline_ratio_${window}`]: column('Declines', ({ charges, declines }, { usual }) =>
      againstUsual(declines, charges + declines, usual.declines, usual.charges + usual.declines),
    ),
    [`high_risk_ratio_${window}`]: column('High risk', ({ charges, declines, highRisk }, { usual }) =>
      againstUsual(highRisk, charges + declines, usual.highRisk, usual.charges + usual.declines),
    ),
    [`refund_ratio_${window}`]: column('Refunds', ({ charges, refunds }, { usual }) =>
      againstUsual(refunds, charges, usual.refunds, usual.charges),
    ),
    [`dispute_ratio_${window}`]: column('Disputes', ({ charges, disputes }, { usual }) =>
      againstUsual(disputes, charges, usual.disputes, usual.charges),
    ),
  } satisfies Record<string, Column>;
}

const shape = (name: string, key: keyof AttemptShapes): Column => ({ name, of: ({ shapes }) => shapes[key] });

/** In the order of a model's input: new ones are added at the end, and none ever moves. */
export const RISK_FEATURES: Readonly<Record<string, Column>> = {
  ...columnsOf('1h'),
  ...columnsOf('24h'),
  ...columnsOf('7d'),
  ...columnsOf('30d'),
  ...ratiosOf('24h', 1),
  ...ratiosOf('7d', 7),
  recent_refunded_share: shape('Refunded of recent charges', 'refunded'),
  recent_disputed_share: shape('Disputed or warned of, of recent charges', 'disputed'),
  refund_within_hour_share: shape('Refunded within the hour, of recent charges', 'refundedWithinHour'),
  new_country_share: shape('From a country new here, of recent payments', 'newCountry'),
  country_entropy: shape('Spread over countries, of recent payments', 'countryEntropy'),
  foreign_card_share: shape('From another country than the account’s, of recent payments', 'foreign'),
  distinct_card_share: shape('Different cards, of recent payments', 'distinctCards'),
  top_card_share: shape('One card alone, of recent payments', 'topCard'),
  card_elsewhere_share: shape('Cards known from other accounts, of recent payments', 'knownElsewhere'),
  round_amount_share: shape('Round amounts, of recent payments', 'roundAmounts'),
  repeated_amount_share: shape('One amount alone, of recent payments', 'topAmount'),
  first_digit_distance: shape('First digits unlike those of trade, of recent payments', 'firstDigits'),
  night_share: shape('Between midnight and six UTC, of recent payments', 'night'),
  recent_span_days: shape('Days that the recent payments took (logarithm)', 'spanDays'),
  account_age: {
    name: 'Age of the account (logarithm of days)',
    of: (given) => age(given.standing.createdAt, given),
  },
  history_days: { name: 'Days of history (logarithm)', of: ({ usualDays }) => Math.log1p(usualDays) },
  destination_age: {
    name: 'Age of the payout destination (logarithm of days)',
    of: (given) => age(given.standing.destinationSince, given),
  },
  destination_changes: {
    name: 'Changes of payout destinations, last 30 days',
    of: ({ standing }) => standing.destinationChanges,
  },
  destination_abroad: {
    name: 'Payout destination in another country',
    of: ({ standing }) => Number(standing.isDestinationAbroad),
  },
  destination_shared: {
    name: 'Payout destination shared with another account',
    of: ({ standing }) => Number(standing.isDestinationShared),
  },
};

/** One number per column, by its key and in its order. */
export type RiskFeatures = Readonly<Record<string, number>>;

function sumOf(days: readonly RiskCounts[]): RiskCounts {
  const sum = {
    charges: 0,
    chargeAmount: 0n,
    declines: 0,
    highRisk: 0,
    refunds: 0,
    refundAmount: 0n,
    disputes: 0,
    disputeAmount: 0n,
  };
  for (const day of days) {
    sum.charges += day.charges;
    sum.chargeAmount += day.chargeAmount;
    sum.declines += day.declines;
    sum.highRisk += day.highRisk;
    sum.refunds += day.refunds;
    sum.refundAmount += day.refundAmount;
    sum.disputes += day.disputes;
    sum.disputeAmount += day.disputeAmount;
  }
  return sum;
}

/** Pure: the model's input from what was read. */
export function riskFeaturesOf(moment: RiskMoment, seen: Seen): RiskFeatures {
  const { baselineDays } = seen.history;
  const given: Given = {
    ...moment,
    ...seen,
    usual: sumOf(baselineDays),
    usualDays: baselineDays.length,
    shapes: shapesOf(moment, seen),
  };
  return Object.fromEntries(Object.entries(RISK_FEATURES).map(([key, { of }]) => [key, of(given)]));
}
