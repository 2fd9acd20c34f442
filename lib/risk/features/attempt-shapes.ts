import { currency as currencyOf, stripeDecimals } from '../../money/currency.ts';
import type { RiskHistory } from './counts.ts';
import type { RiskMoment } from './risk-reading.ts';
import { ATTEMPT_SIGNS, type RecentAttempts } from './recent-attempts.ts';
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
  highestRisk: number;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As long as the lag of every baseline: a wave from one country counts whole, not by its first payment alone. */
const NEW_COUNTRY_MS = 72 * HOUR_MS;
const NIGHT_ENDS_HOUR = 6;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** In bits: 0 when all are of one kind; one of which there is none adds nothing. */
function entropy(parts: readonly number[], all: number): number {
  return parts.reduce((bits, part) => (part === 0 ? bits : bits - (part / all) * Math.log2(part / all)), 0);
}

/** Half of the sum of differences from Benford's law. */
function firstDigitDistance(times: ReadonlyMap<bigint, number>, all: number): number {
  if (all === 0) return 0;
  const ofDigit = new Float64Array(10);
  for (const [amount, part] of times) {
    const digit = Number(amount.toString().charAt(0));
    ofDigit[digit] = (ofDigit[digit] ?? 0) + part;
  }
  let distance = 0;
  for (let digit = 1; digit <= 9; digit += 1)
    distance += Math.abs((ofDigit[digit] ?? 0) / all - Math.log10(1 + 1 / digit)) / 2;
  return distance;
}

/** Whether a payment's country was new at the account when it was paid. Where everything is new, nothing is. */
export function isFromNewCountry(
  { at, country, countries }: RecentAttempts,
  index: number,
  { since }: RiskHistory,
): boolean {
  const firstSeenAt = countries[country[index] ?? 0]?.firstSeenAt ?? NaN;
  // Of what nobody knows, no comparison holds.
  if (since === null || !(firstSeenAt - since.getTime() >= NEW_COUNTRY_MS)) return false;
  return (at[index] ?? NaN) - firstSeenAt < NEW_COUNTRY_MS;
}

/** Of attempts oldest first, in one walk. @param first the place to begin at; what is said of cards is said of all of them */
export function shapesOf(
  { currency }: RiskMoment,
  seen: { history: RiskHistory; recent: RecentAttempts; standing: RiskStanding },
  first = 0,
): AttemptShapes {
  const { history, recent, standing } = seen;
  const { at, amount, signs, refundedAt, country, countries, cards } = recent;
  const length = recent.length - first;
  const ofCountry = new Uint16Array(countries.length);
  const amounts = new Map<bigint, number>();
  const sum = { charges: 0, refunded: 0, disputed: 0, withinHour: 0, new: 0, night: 0, highest: 0 };
  for (let index = first; index < recent.length; index += 1) {
    const sign = signs[index] ?? 0;
    const occurredAt = at[index] ?? 0;
    if ((sign & ATTEMPT_SIGNS.isDecline) === 0) {
      sum.charges += 1;
      if ((sign & ATTEMPT_SIGNS.isDisputed) !== 0) sum.disputed += 1;
      const after = (refundedAt[index] ?? NaN) - occurredAt;
      if (!Number.isNaN(after)) sum.refunded += 1;
      if (after <= HOUR_MS) sum.withinHour += 1;
    }
    if ((sign & ATTEMPT_SIGNS.isHighest) !== 0) sum.highest += 1;
    if (isFromNewCountry(recent, index, history)) sum.new += 1;
    const place = country[index] ?? 0;
    ofCountry[place] = (ofCountry[place] ?? 0) + 1;
    const minorUnits = amount[index] ?? 0n;
    amounts.set(minorUnits, (amounts.get(minorUnits) ?? 0) + 1);
    if (Math.floor((occurredAt % DAY_MS) / HOUR_MS) < NIGHT_ENDS_HOUR) sum.night += 1;
  }
  const [unknown = 0, ...known] = ofCountry;
  const placed = length - unknown;
  const own = known[countries.findIndex(({ code }) => code !== null && code === standing.country) - 1] ?? 0;
  const roundTo = 10n ** BigInt(stripeDecimals(currencyOf(currency)) + 1);
  let round = 0;
  for (const [minorUnits, times] of amounts) if (minorUnits % roundTo === 0n) round += times;
  return {
    refunded: share(sum.refunded, sum.charges),
    disputed: share(sum.disputed, sum.charges),
    refundedWithinHour: share(sum.withinHour, sum.charges),
    newCountry: share(sum.new, length),
    countryEntropy: entropy(known, placed),
    foreign: standing.country === null ? 0 : share(placed - own, placed),
    distinctCards: share(cards.different, cards.payments),
    topCard: share(cards.most, cards.payments),
    knownElsewhere: share(cards.elsewhere, cards.payments),
    roundAmounts: share(round, length),
    topAmount: share(Math.max(0, ...amounts.values()), length),
    firstDigits: firstDigitDistance(amounts, length),
    night: share(sum.night, length),
    spanDays: length === 0 ? 0 : Math.log1p(((at[recent.length - 1] ?? 0) - (at[first] ?? 0)) / DAY_MS),
    highestRisk: share(sum.highest, length),
  };
}
