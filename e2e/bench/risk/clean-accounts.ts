import { inventSeller, type Population } from '../../attacks/seller.ts';
import { HOUR_MS, liveThrough, STORY_BEGINS_MS } from '../../attacks/history.ts';
import type { StreamName } from '#lib/risk/detectors/streams.ts';
import { momentsOf, type Moment } from './replay.ts';
import { STREAMS, streamsOf, type Stream } from './streams.ts';

/** Days before anything counts: the baselines begin with nothing but the prior. */
const WARM_UP_DAYS = 30;
export const COUNTED_FROM_MS = STORY_BEGINS_MS + WARM_UP_DAYS * 24 * HOUR_MS;
const YEAR_DAYS = 365;
/** Seeds of different purposes never meet. */
const SEEDS_APART = 10_000_000;

/** Honest accounts over a year or more, reduced to the moments at which a detector could be wrong. */
export type CleanAccounts = {
  accountYears: number;
  attempts: number;
  moments: Record<StreamName, Moment[][]>;
  /** Whole refund streams, for peers that look at every trial. */
  refunds: Stream[];
};

type Order = {
  seed: number;
  accounts: number;
  years: number;
  population: Population;
  names?: readonly StreamName[];
};

export function cleanAccounts({ seed, accounts, years, population, names = STREAMS }: Order): CleanAccounts {
  const moments: CleanAccounts['moments'] = {
    refunds: [],
    disputes: [],
    highRisk: [],
    declines: [],
    newCountries: [],
    largeAmounts: [],
    smallAmounts: [],
  };
  const refunds: Stream[] = [];
  let made = 0;
  for (let account = 0; account < accounts; account += 1) {
    const seller = inventSeller(seed * SEEDS_APART + account, population);
    const { attempts } = liveThrough(seller, (WARM_UP_DAYS + years * YEAR_DAYS) * 24);
    made += attempts.length;
    for (const stream of streamsOf(attempts, names)) {
      moments[stream.name].push([...momentsOf(stream, COUNTED_FROM_MS)]);
      if (stream.name === 'refunds') refunds.push(stream);
    }
  }
  return { accountYears: accounts * years, attempts: made, moments, refunds };
}
