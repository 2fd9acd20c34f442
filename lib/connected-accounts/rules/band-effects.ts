import type { Band } from './bands.ts';

/*
 * What a band does, in one table. A payout that is asked for is met with the band of its account at that moment; what is approved
 * already keeps the way that was chosen for it.
 */

export const BAND_EFFECTS_SOURCE =
  'chosen for Sluice on 2026-11-22, not measured; looked at again with a year of own losses';

/** How far verification must have gone before more is paid: the later, the more. */
export type VerificationDepth = 'nothing_past_due' | 'nothing_due' | 'nothing_ever_due';

export type BandEffects = {
  /** A payout waits so long from when it is asked for, whoever approves it meanwhile. */
  readonly delayHours: number;
  /** So much of what became available in so many days stays. */
  readonly reservePercent: number;
  readonly reserveDays: number;
  /** One person looks at a payout above this sum, or in a currency that is not named; null for none, 'every' for each. */
  readonly reviewAbove: Readonly<Record<string, string>> | 'every' | null;
  /** Above roughly so many US dollars in 30 days, Stripe must have been given this. */
  readonly verification: { readonly above: number; readonly depth: VerificationDepth } | null;
};

export const BAND_EFFECTS: Readonly<Record<Band, BandEffects>> = {
  low: { delayHours: 0, reservePercent: 0, reserveDays: 0, reviewAbove: null, verification: null },
  medium: {
    delayHours: 0,
    reservePercent: 0,
    reserveDays: 0,
    reviewAbove: {
      EUR: '10,000.00',
      USD: '10,000.00',
      GBP: '10,000.00',
      JPY: '1,500,000',
      HUF: '4,000,000.00',
      ISK: '1,400,000.00',
      KWD: '3,000.000',
    },
    verification: { above: 50_000, depth: 'nothing_past_due' },
  },
  high: {
    delayHours: 24,
    reservePercent: 5,
    reserveDays: 30,
    reviewAbove: {
      EUR: '2,000.00',
      USD: '2,000.00',
      GBP: '2,000.00',
      JPY: '300,000',
      HUF: '800,000.00',
      ISK: '280,000.00',
      KWD: '600.000',
    },
    verification: { above: 10_000, depth: 'nothing_due' },
  },
  severe: {
    delayHours: 72,
    reservePercent: 15,
    reserveDays: 60,
    reviewAbove: 'every',
    verification: { above: 0, depth: 'nothing_ever_due' },
  },
};

/** The table as lines of a payout policy: what is tried and read there is the same language. Pure. */
export function bandPolicyText(): string {
  return Object.entries(BAND_EFFECTS)
    .flatMap(([band, effects]) => linesOf(band, effects))
    .join('\n');
}

function linesOf(band: string, { delayHours, reviewAbove }: BandEffects): string[] {
  const when = `when risk band is ${band}`;
  const wait = delayHours === 0 ? [] : [`wait ${String(delayHours)} hours ${when}`];
  if (reviewAbove === null) return wait;
  if (reviewAbove === 'every') return [...wait, `hold for 1 approval by risk reviewer ${when}`];
  const sums = Object.entries(reviewAbove).map(
    ([currency, sum]) => `hold for 1 approval ${when} and amount > ${sum} ${currency}`,
  );
  const others = `hold for 1 approval ${when} and currency is not one of ${Object.keys(reviewAbove).join(', ')}`;
  return [...wait, ...sums, others];
}
