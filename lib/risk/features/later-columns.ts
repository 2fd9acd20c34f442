import type { AttemptShapes } from './attempt-shapes.ts';
import { age, IN_WORDS, share, units, type Column, type Given } from './column-kinds.ts';
import type { RiskWindow } from './counts.ts';
import { ATTEMPT_SIGNS, type RecentAttempts } from './recent-attempts.ts';

const DAY_MS = 86_400_000;
/** A dispute comes two weeks after its charge and later: what was charged since cannot have been disputed much. */
const COHORT_ENDS_DAYS = 14;
const COHORT_DAYS = 30;
/** The newest day of a baseline is as old. */
const LAG_DAYS = 3;

const inEachWindow = <Key extends string>(
  key: Key,
  name: string,
  of: (given: Given, window: RiskWindow) => number,
): Record<`${Key}_${RiskWindow}`, Column> =>
  Object.fromEntries(
    Object.entries(IN_WORDS).map(([window, words]): [string, Column] => [
      `${key}_${window}`,
      { name: `${name}, ${words}`, of: (given) => of(given, window as RiskWindow) }, // a key of that very object
    ]),
  ) as Record<`${Key}_${RiskWindow}`, Column>; // each key is made one line above

const dayShape = (name: string, key: keyof AttemptShapes): Column => ({
  name: `${name}, of recent payments of 24 hours`,
  of: ({ dayShapes }) => dayShapes[key],
});

/** How old charges were when something became of them, on the mean of a logarithm of days; nothing where nothing did. */
function meanAge(became: Float64Array, { length, at, signs }: RecentAttempts): number {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    const after = (became[index] ?? NaN) - (at[index] ?? 0);
    if (Number.isNaN(after) || ((signs[index] ?? 0) & ATTEMPT_SIGNS.isDecline) !== 0) continue;
    sum += Math.log1p(Math.max(0, after) / DAY_MS);
    count += 1;
  }
  return share(sum, count);
}

/** Of the charges that something became of since the first of the recent payments, those that are older than all of these. */
function olderShare(older: number, became: Float64Array, { length }: RecentAttempts): number {
  let recent = 0;
  for (let index = 0; index < length; index += 1) if (!Number.isNaN(became[index])) recent += 1;
  return share(older, older + recent);
}

/** Disputes of 30 days against the charges that they can be about: those of the 30 days that ended a fortnight ago. */
function cohortDisputes({ history }: Given): number {
  const end = history.baselineDays.length - (COHORT_ENDS_DAYS - LAG_DAYS);
  const cohort = history.baselineDays.slice(Math.max(0, end - COHORT_DAYS), Math.max(0, end));
  const charges = cohort.reduce((sum, day) => sum + day.charges, 0);
  const { disputes } = history.windows['30d'];
  return charges === 0 ? 0 : share(disputes, Math.max(charges, disputes));
}

/** Columns that decisions have stored since decision 0046; those of before stand before them. */
export const LATER_COLUMNS = {
  ...inEachWindow('largest_charge', 'Largest charge of the recent payments (logarithm)', (given, window) =>
    Math.log1p(units(given.largest[window], given)),
  ),
  largest_charge_ratio: {
    name: 'Largest charge of 24 hours against the usual mean (logarithm)',
    of: (given) => {
      const usual = share(units(given.usual.chargeAmount, given), given.usual.charges);
      return Math.log((units(given.largest['24h'], given) + 1) / (usual + 1));
    },
  },
  ...inEachWindow('warning_share', 'Early fraud warnings of the account per charge', (given, window) => {
    const warned = given.beside.warnings[window];
    return share(warned, Math.max(given.history.windows[window].charges, warned));
  }),
  refund_age: {
    name: 'Age of charges when they were refunded, of recent charges (logarithm of days)',
    of: ({ recent }) => meanAge(recent.refundedAt, recent),
  },
  dispute_age: {
    name: 'Age of charges when they were disputed or warned of, of recent charges (logarithm of days)',
    of: ({ recent }) => meanAge(recent.disputedAt, recent),
  },
  older_refund_share: {
    name: 'Of refunded charges, those older than the recent payments',
    of: ({ recent }) => olderShare(recent.older.refunded, recent.refundedAt, recent),
  },
  older_dispute_share: {
    name: 'Of disputed charges, those older than the recent payments',
    of: ({ recent }) => olderShare(recent.older.disputed, recent.disputedAt, recent),
  },
  cohort_dispute_share: {
    name: 'Disputes of 30 days per charge of the 30 days that ended a fortnight ago',
    of: cohortDisputes,
  },
  highest_risk_share: {
    name: 'Of highest risk, of recent payments',
    of: ({ shapes }) => shapes.highestRisk,
  },
  highest_risk_share_24h: dayShape('Of highest risk', 'highestRisk'),
  new_country_share_24h: dayShape('From a country new here', 'newCountry'),
  country_entropy_24h: dayShape('Spread over countries', 'countryEntropy'),
  foreign_card_share_24h: dayShape('From another country than the account’s', 'foreign'),
  round_amount_share_24h: dayShape('Round amounts', 'roundAmounts'),
  repeated_amount_share_24h: dayShape('One amount alone', 'topAmount'),
  first_digit_distance_24h: dayShape('First digits unlike those of trade', 'firstDigits'),
  night_share_24h: dayShape('Between midnight and six UTC', 'night'),
  payout_age: {
    name: 'Time since the last payout (logarithm of days)',
    of: (given) => age(given.beside.payouts.lastAt, given),
  },
  payouts_30d: {
    name: 'Payouts (logarithm), last 30 days',
    of: ({ beside }) => Math.log1p(beside.payouts.count),
  },
  paid_out_ratio_30d: {
    name: 'Paid out against charged (logarithm), last 30 days',
    of: (given) => {
      const charged = units(given.history.windows['30d'].chargeAmount, given);
      return Math.log((units(given.beside.payouts.amount, given) + 1) / (charged + 1));
    },
  },
  instant_payout_share: {
    name: 'Instant of payouts, last 30 days',
    of: ({ beside: { payouts } }) => share(payouts.instant, payouts.count),
  },
  requirement_changes_30d: {
    name: 'Changes of what Stripe asks the account for, last 30 days',
    of: ({ standing }) => standing.requirementChanges,
  },
  requirement_setbacks_90d: {
    name: 'Times that the account fell behind what Stripe asks for, last 90 days',
    of: ({ standing }) => standing.setbacks,
  },
  clear_age: {
    name: 'Time since Stripe asks the account for nothing (logarithm of days)',
    // While it asks for something, it is as if it had just begun to be clear.
    of: (given) => (given.standing.clearSince === null ? 0 : age(given.standing.clearSince, given)),
  },
} satisfies Record<string, Column>;
