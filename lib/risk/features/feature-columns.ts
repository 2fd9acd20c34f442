import type { RiskCounts } from './counts.ts';
import {
  age,
  againstUsual,
  attempts,
  inWindow,
  share,
  units,
  type Column,
  type Given,
  type Measure,
  type Seen,
} from './column-kinds.ts';
import { shapesOf, type AttemptShapes } from './attempt-shapes.ts';
import { largestCharges } from './largest-charges.ts';
import { LATER_COLUMNS } from './later-columns.ts';
import { placeAfter } from './recent-attempts.ts';
import type { RiskMoment } from './risk-reading.ts';

const MEASURES = {
  charges: { name: 'Charges (logarithm)', of: ({ charges }) => Math.log1p(charges) },
  charge_amount: {
    name: 'Charged (logarithm)',
    of: ({ chargeAmount }, given) => Math.log1p(units(chargeAmount, given)),
  },
  mean_charge: {
    name: 'Mean charge (logarithm)',
    of: ({ chargeAmount, charges }, given) => Math.log1p(share(units(chargeAmount, given), charges)),
  },
  decline_share: {
    name: 'Declined of payments tried',
    of: (counts) => share(counts.declines, attempts(counts)),
  },
  high_risk_share: {
    name: 'High risk of payments tried',
    of: (counts) => share(counts.highRisk, attempts(counts)),
  },
  refund_share: {
    name: 'Refunds per charge',
    of: ({ charges, refunds }) => share(refunds, Math.max(charges, refunds)),
  },
  refund_amount_share: {
    name: 'Refunded of charged',
    of: ({ chargeAmount, refundAmount }, given) => {
      const refunded = units(refundAmount, given);
      return share(refunded, Math.max(units(chargeAmount, given), refunded));
    },
  },
  dispute_share: {
    name: 'Disputes per charge',
    of: ({ charges, disputes }) => share(disputes, Math.max(charges, disputes)),
  },
} satisfies Record<string, Measure>;

const RATIOS = {
  charges_ratio: {
    name: 'Charges against usual (logarithm)',
    of: ({ charges }, { usual, usualDays }, days) =>
      Math.log((charges + 1) / (share(usual.charges, usualDays) * days + 1)),
  },
  charge_amount_ratio: {
    name: 'Charged against usual (logarithm)',
    of: ({ chargeAmount }, given, days) => {
      const aDay = share(units(given.usual.chargeAmount, given), given.usualDays);
      return Math.log((units(chargeAmount, given) + 1) / (aDay * days + 1));
    },
  },
  decline_ratio: {
    name: 'Declines against usual (logarithm)',
    of: (counts, { usual }) =>
      againstUsual(counts.declines, attempts(counts), usual.declines, attempts(usual)),
  },
  high_risk_ratio: {
    name: 'High risk against usual (logarithm)',
    of: (counts, { usual }) =>
      againstUsual(counts.highRisk, attempts(counts), usual.highRisk, attempts(usual)),
  },
  refund_ratio: {
    name: 'Refunds against usual (logarithm)',
    of: ({ charges, refunds }, { usual }) => againstUsual(refunds, charges, usual.refunds, usual.charges),
  },
  dispute_ratio: {
    name: 'Disputes against usual (logarithm)',
    of: ({ charges, disputes }, { usual }) => againstUsual(disputes, charges, usual.disputes, usual.charges),
  },
} satisfies Record<string, Measure>;

const DAY_MS = 86_400_000;

const shape = (name: string, key: keyof AttemptShapes): Column => ({ name, of: ({ shapes }) => shapes[key] });

/**
 * In the order in which decisions store them: new ones are added at the end, none ever moves, and none ever means another thing, because
 * models that were trained before name theirs and go on scoring.
 */
export const RISK_FEATURES = {
  ...inWindow(MEASURES, '1h'),
  ...inWindow(MEASURES, '24h'),
  ...inWindow(MEASURES, '7d'),
  ...inWindow(MEASURES, '30d'),
  ...inWindow(RATIOS, '24h'),
  ...inWindow(RATIOS, '7d'),
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
  ...inWindow(RATIOS, '1h'),
  ...inWindow(RATIOS, '30d'),
  ...LATER_COLUMNS,
} satisfies Record<string, Column>;

/** One number per column, by its key and in its order. */
export type RiskFeatures = Readonly<Record<keyof typeof RISK_FEATURES, number>>;

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
  const { recent } = seen;
  const given: Given = {
    ...moment,
    ...seen,
    usual: sumOf(baselineDays),
    usualDays: baselineDays.length,
    shapes: shapesOf(moment, seen),
    dayShapes: shapesOf(moment, seen, placeAfter(recent, moment.at.getTime() - DAY_MS)),
    largest: largestCharges(recent, moment.at),
  };
  const values = Object.entries<Column>(RISK_FEATURES).map(([key, { of }]) => [key, of(given)] as const);
  return Object.fromEntries(values) as RiskFeatures; // one value for each key
}
