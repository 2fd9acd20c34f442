import { currency as currencyOf, stripeDecimals } from '../../money/currency.ts';
import type { RiskHistory } from './counts.ts';
import type { RiskMoment } from './risk-reading.ts';
import type { RecentAttempt } from './recent-attempts.ts';
import type { RiskStanding } from './standing.ts';

/** What the newest payments look like together; shares are from 0 to 1. */
export type AttemptShapes = {
  refunded: number;
  disputed: number;
  refundedWithinHour: number;
  newCountry: number;
  countryEntropy: number;
  foreign: number;
  distinctCards: number;
  topCard: number;
  knownElsewhere: number;
  roundAmounts: number;
  topAmount: number;
  firstDigits: number;
  night: number;
  spanDays: number;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As long as the lag of every baseline: a wave from one country counts whole, not by its first payment alone. */
const NEW_COUNTRY_MS = 72 * HOUR_MS;
const NIGHT_ENDS_HOUR = 6;

function shareOf<Item>(items: readonly Item[], has: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(has).length / items.length;
}

function timesOf(items: readonly unknown[]): number[] {
  const times = new Map<unknown, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return [...times.values()];
}

function topShare(items: readonly unknown[]): number {
  return items.length === 0 ? 0 : Math.max(...timesOf(items)) / items.length;
}

/** In bits: 0 when all are of one kind. */
function entropy(items: readonly unknown[]): number {
  return timesOf(items).reduce(
    (sum, times) => sum - (times / items.length) * Math.log2(times / items.length),
    0,
  );
}

/** Half of the sum of differences from Benford's law. */
function firstDigitDistance(amounts: readonly bigint[]): number {
  if (amounts.length === 0) return 0;
  const times = new Float64Array(10);
  for (const amount of amounts) {
    const digit = Number(amount.toString().charAt(0));
    times[digit] = (times[digit] ?? 0) + 1;
  }
  let distance = 0;
  for (let digit = 1; digit <= 9; digit += 1)
    distance += Math.abs((times[digit] ?? 0) / amounts.length - Math.log10(1 + 1 / digit)) / 2;
  return distance;
}

/** Whether a card's country was new at the account when this was paid. Where everything is new, nothing is. */
export function isFromNewCountry(
  { occurredAt, countryFirstSeenAt }: RecentAttempt,
  { since }: RiskHistory,
): boolean {
  if (countryFirstSeenAt === null || since === null) return false;
  if (countryFirstSeenAt.getTime() - since.getTime() < NEW_COUNTRY_MS) return false;
  return occurredAt.getTime() - countryFirstSeenAt.getTime() < NEW_COUNTRY_MS;
}

export function shapesOf(
  { currency }: RiskMoment,
  seen: { history: RiskHistory; recent: readonly RecentAttempt[]; standing: RiskStanding },
): AttemptShapes {
  const { history, recent, standing } = seen;
  const charges = recent.filter(({ isDecline }) => !isDecline);
  const countries = recent.flatMap(({ cardCountry }) => cardCountry ?? []);
  const cards = recent.flatMap(({ cardHash }) => cardHash ?? []);
  const amounts = recent.map(({ amount }) => amount);
  const roundTo = 10n ** BigInt(stripeDecimals(currencyOf(currency)) + 1);
  const [first] = recent;
  const last = recent.at(-1);
  return {
    refunded: shareOf(charges, ({ refundedAt }) => refundedAt !== null),
    disputed: shareOf(charges, ({ isDisputed }) => isDisputed),
    refundedWithinHour: shareOf(
      charges,
      ({ occurredAt, refundedAt }) =>
        refundedAt !== null && refundedAt.getTime() - occurredAt.getTime() <= HOUR_MS,
    ),
    newCountry: shareOf(recent, (attempt) => isFromNewCountry(attempt, history)),
    countryEntropy: entropy(countries),
    foreign: standing.country === null ? 0 : shareOf(countries, (country) => country !== standing.country),
    distinctCards: cards.length === 0 ? 0 : new Set(cards).size / cards.length,
    topCard: topShare(cards),
    knownElsewhere: shareOf(
      recent.filter(({ cardHash }) => cardHash !== null),
      ({ isCardKnownElsewhere }) => isCardKnownElsewhere,
    ),
    roundAmounts: shareOf(amounts, (amount) => amount % roundTo === 0n),
    topAmount: topShare(amounts),
    firstDigits: firstDigitDistance(amounts),
    night: shareOf(recent, ({ occurredAt }) => occurredAt.getUTCHours() < NIGHT_ENDS_HOUR),
    spanDays:
      first === undefined || last === undefined
        ? 0
        : Math.log1p((last.occurredAt.getTime() - first.occurredAt.getTime()) / DAY_MS),
  };
}
