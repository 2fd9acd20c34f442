import { HOURS_OF_WEEK } from '#lib/risk/detectors/velocity.ts';
import { Chance } from './chance.ts';

/** An invented connected account: what is usual for it, and how that moves. Rates are shares of its charges. */
export type Seller = {
  seed: number;
  attemptsPerDay: number;
  /** Weight of each hour of the week, Monday first, of mean 1. */
  week: readonly number[];
  /** Shape of a day's own factor: 11 lets days vary by about 30 %. */
  dayShape: number;
  /** Spread of the slow drift of volume and of the refund rate, in log. */
  volumeDrift: number;
  refundDrift: number;
  refundRate: number;
  /** Mean days from a charge to its refund; 0: known with the charge. */
  refundDays: number;
  disputeRate: number;
  highRiskRate: number;
  declineRate: number;
  /** Share of cards from a country where the account had no customers. */
  strangeRate: number;
  /** Median in minor units, and spread in log. */
  amount: number;
  amountSpread: number;
};

/** How much the invented sellers differ from each other and from themselves over time. */
export type Population = {
  refundRate: number;
  refundSpread: number;
  refundDrift: number;
  refundDays: number;
};

/**
 * About 4 % of charges refunded, drifting, as in the comparison that the bars come from. It is not the easier setting: the
 * plain likelihood ratio needs 34 charges here to notice five times the usual, and needed 26 there.
 */
export const USUAL_POPULATION: Population = {
  refundRate: 0.04,
  refundSpread: 0.05,
  refundDrift: 0.15,
  refundDays: 0,
};
/** Sellers that differ and drift more: from 2.5 to 6.5 % in nine of ten. Thresholds are calibrated on these. */
export const VARIED_POPULATION: Population = { ...USUAL_POPULATION, refundSpread: 0.2, refundDrift: 0.2 };
/** Shops that hardly refund beside shops of clothes; refunds come days after the charge. */
export const MIXED_POPULATION: Population = {
  refundRate: 0.03,
  refundSpread: 0.8,
  refundDrift: 0.25,
  refundDays: 4,
};

export function inventSeller(seed: number, population: Population): Seller {
  const chance = new Chance(seed);
  return {
    seed,
    attemptsPerDay: Math.min(2_000, Math.max(1, chance.around(27, 0.97))),
    week: inventWeek(chance),
    dayShape: 11,
    volumeDrift: 0.25,
    refundDrift: population.refundDrift,
    refundRate: Math.min(0.25, chance.around(population.refundRate, population.refundSpread)),
    refundDays: population.refundDays,
    disputeRate: Math.min(0.02, chance.around(0.003, 0.5)),
    highRiskRate: Math.min(0.1, chance.around(0.012, 0.5)),
    declineRate: Math.min(0.3, chance.around(0.08, 0.4)),
    strangeRate: Math.min(0.05, chance.around(0.004, 0.6)),
    amount: chance.around(4_000, 0.9),
    amountSpread: 0.4 + 0.5 * chance.fraction(),
  };
}

/** Busy by day, busier or quieter at weekends, each seller in its own way. */
function inventWeek(chance: Chance): number[] {
  const peak = 11 + 9 * chance.fraction();
  const depth = 0.6 + 0.35 * chance.fraction();
  const weekend = chance.around(1, 0.35);
  const weights = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => {
    const ofDay = 1 + depth * Math.cos((2 * Math.PI * ((hour % 24) - peak)) / 24);
    return ofDay * (hour >= 120 ? weekend : 1);
  });
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / HOURS_OF_WEEK;
  return weights.map((weight) => weight / mean);
}
