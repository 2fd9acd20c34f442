import { counted } from '../../counted.ts';
import { BAND_EFFECTS, type BandEffects } from './band-effects.ts';
import type { Band } from './bands.ts';

/** One thing that another band changes for what is asked for from then on. */
export type BandChange = { readonly name: string; readonly now: string; readonly then: string };

/**
 * What another band changes, as whoever agrees to it reads it before the press; what stays as it is is left out. Pure.
 * @param owed by band: what Stripe must be given before more is paid, as a sentence
 */
export function bandChanges(
  from: Band,
  to: Band,
  owed: Readonly<Record<Band, string | null>>,
): readonly BandChange[] {
  const changes = Object.entries(WORDS).map(([name, words]) => ({
    name,
    now: words(BAND_EFFECTS[from]),
    then: words(BAND_EFFECTS[to]),
  }));
  const verification = {
    name: 'Verification',
    now: owed[from] ?? 'nothing owed',
    then: owed[to] ?? 'nothing owed',
  };
  return [...changes, verification].filter(({ now, then }) => now !== then);
}

const WORDS: Readonly<Record<string, (effects: BandEffects) => string>> = {
  Wait: ({ delayHours }) => (delayHours === 0 ? 'none' : `${counted(delayHours, 'hour')} for each payout`),
  Reserve: ({ reservePercent, reserveDays }) =>
    reservePercent === 0
      ? 'none'
      : `${String(reservePercent)} % of what became available in ${counted(reserveDays, 'day')}`,
  Reviewers: ({ reviewAbove }) => {
    if (reviewAbove === null) return 'none';
    if (reviewAbove === 'every') return 'a risk reviewer for each payout';
    const sums = Object.entries(reviewAbove).map(([currency, sum]) => `${sum} ${currency}`);
    return `one person above ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(sums)}, and for each payout in another currency`;
  },
};
