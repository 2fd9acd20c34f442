import { HOURS_OF_WEEK } from '#lib/risk/detectors/velocity.ts';
import { Chance } from './chance.ts';
import type { Seller } from './seller.ts';

export const HOUR_MS = 3_600_000;
/** A Monday, 00:00 UTC: hour 0 of every story. */
export const STORY_BEGINS_MS = Date.UTC(2026, 0, 5);

/** An attempt to charge a card, with everything that ever became of it. Times are milliseconds, as in Stripe's story. */
export type Attempt = {
  at: number;
  amount: bigint;
  card: number;
  country: number;
  isDeclined: boolean;
  isHighRisk: boolean;
  refund: { at: number; byPlatform: boolean } | null;
  disputedAt: number | null;
  warnedAt: number | null;
};

export type DestinationChange = { at: number; country: number };

export type History = { attempts: Attempt[]; destinationChanges: DestinationChange[] };

/** What one hour of a seller's life is made of. An attack bends these. */
export type HourRates = {
  attempts: number;
  refund: number;
  refundDays: number;
  platformRefund: number;
  dispute: number;
  highRisk: number;
  decline: number;
  strange: number;
  /** Share of attempts for a tiny amount, as card testers make. */
  tiny: number;
  amountFactor: number;
};

/** Bends the rates of an hour; `hour` counts from the beginning of what happens. */
export type Bend = (usual: HourRates, hour: number, seller: Seller) => HourRates;

export type Happening = { fromHour: number; bend: Bend; destinationChange?: { country: number } };

const DRIFT_HOURS = 45 * 24;
const HOME_SHARE = 0.88;
const NEIGHBOURS = 12;
const STRANGE_COUNTRIES = 200;
const DISPUTE_DAYS = 18;
const CARDS_KEPT = 400;

/**
 * The life of a seller over `hours`, decided by its seed alone; with a happening, the same life until it begins. Every
 * attempt comes in order of time, its refund and dispute with the time at which they arrive.
 */
export function liveThrough(seller: Seller, hours: number, happening?: Happening): History {
  const chance = new Chance(seller.seed ^ 0x5bd1e995);
  const attempts: Attempt[] = [];
  let volume = chance.normal();
  let refunds = chance.normal();
  let dayFactor = 1;
  for (let hour = 0; hour < hours; hour += 1) {
    if (hour % 24 === 0) {
      dayFactor = chance.gammaOfMeanOne(seller.dayShape);
      volume = driftOn(volume, chance);
      refunds = driftOn(refunds, chance);
    }
    const usual = usualRates(seller, hour, dayFactor * Math.exp(seller.volumeDrift * volume));
    usual.refund *= Math.exp(seller.refundDrift * refunds);
    const sinceHappening = happening === undefined ? -1 : hour - happening.fromHour;
    const rates =
      happening === undefined || sinceHappening < 0 ? usual : happening.bend(usual, sinceHappening, seller);
    const count = chance.arrivals(rates.attempts);
    for (let one = 0; one < count; one += 1) {
      const at = STORY_BEGINS_MS + Math.floor((hour + (one + chance.fraction()) / count) * HOUR_MS);
      attempts.push(attemptAt(at, rates, seller, chance, attempts));
    }
  }
  return { attempts, destinationChanges: changesOf(happening) };
}

function changesOf(happening: Happening | undefined): DestinationChange[] {
  if (happening?.destinationChange === undefined) return [];
  const at = STORY_BEGINS_MS + happening.fromHour * HOUR_MS;
  return [{ at, country: happening.destinationChange.country }];
}

/** A day's step of a wandering value that always returns (Ornstein and Uhlenbeck), of variance 1. */
function driftOn(value: number, chance: Chance): number {
  const kept = Math.exp(-24 / DRIFT_HOURS);
  return value * kept + Math.sqrt(1 - kept * kept) * chance.normal();
}

function usualRates(seller: Seller, hour: number, factor: number): HourRates {
  return {
    attempts: (seller.attemptsPerDay / 24) * (seller.week[hour % HOURS_OF_WEEK] ?? 1) * factor,
    refund: seller.refundRate,
    refundDays: seller.refundDays,
    platformRefund: 0,
    dispute: seller.disputeRate,
    highRisk: seller.highRiskRate,
    decline: seller.declineRate,
    strange: seller.strangeRate,
    tiny: 0,
    amountFactor: 1,
  };
}

function attemptAt(
  at: number,
  rates: HourRates,
  seller: Seller,
  chance: Chance,
  earlier: readonly Attempt[],
): Attempt {
  const isTiny = rates.tiny > 0 && chance.is(rates.tiny);
  const amount = isTiny
    ? 50 + chance.below(150)
    : chance.around(seller.amount * rates.amountFactor, seller.amountSpread);
  const isStrange = chance.is(rates.strange);
  const regular = isStrange || isTiny ? undefined : regularCustomer(earlier, chance);
  const isDeclined = chance.is(rates.decline);
  const outcome = isDeclined ? NOTHING : outcomeOf(at, rates, chance);
  return {
    at,
    amount: BigInt(Math.max(50, Math.round(amount))),
    card: regular?.card ?? chance.below(2 ** 31),
    country: regular?.country ?? countryOf(isStrange, chance),
    isDeclined,
    isHighRisk: chance.is(rates.highRisk),
    ...outcome,
  };
}

function regularCustomer(earlier: readonly Attempt[], chance: Chance): Attempt | undefined {
  if (!chance.is(0.25)) return undefined;
  return earlier[earlier.length - 1 - chance.below(Math.min(CARDS_KEPT, earlier.length))];
}

/** 0 is the seller's own country, the next dozen its neighbours, ever fewer customers each. */
function countryOf(isStrange: boolean, chance: Chance): number {
  if (isStrange) return 1 + NEIGHBOURS + chance.below(STRANGE_COUNTRIES);
  if (chance.is(HOME_SHARE)) return 0;
  return 1 + Math.floor(NEIGHBOURS * chance.fraction() ** 2);
}

type Outcome = Pick<Attempt, 'refund' | 'disputedAt' | 'warnedAt'>;

const NOTHING: Outcome = { refund: null, disputedAt: null, warnedAt: null };

/** A charge's refund by the seller or the platform, or its dispute after weeks, half of them after a bank's warning. */
function outcomeOf(at: number, rates: HourRates, chance: Chance): Outcome {
  const drawn = chance.fraction();
  if (drawn < rates.refund) {
    const after = rates.refundDays === 0 ? 0 : chance.exponential(rates.refundDays * 24 * HOUR_MS);
    return { ...NOTHING, refund: { at: at + Math.floor(after), byPlatform: false } };
  }
  if (drawn < rates.refund + rates.platformRefund)
    return { ...NOTHING, refund: { at: at + Math.floor(chance.exponential(HOUR_MS)), byPlatform: true } };
  if (drawn > 1 - rates.dispute) {
    const disputedAt = at + Math.floor((2 + chance.exponential(DISPUTE_DAYS)) * 24 * HOUR_MS);
    const isWarned = chance.is(0.5);
    return { ...NOTHING, disputedAt, warnedAt: isWarned ? at + Math.floor(0.4 * (disputedAt - at)) : null };
  }
  return NOTHING;
}
