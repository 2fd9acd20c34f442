import { counted } from '../../counted.ts';
import { BAND_EFFECTS, type BandEffects, type VerificationDepth } from './band-effects.ts';
import type { Band } from './bands.ts';

/** One thing that another band changes for what is asked for from then on. */
export type BandChange = { readonly name: string; readonly now: string; readonly then: string };

/**
 * What another band changes, as whoever agrees to it reads it before the press; what stays as it is is left out. Pure.
 * @param owed by band: what Stripe must be given before more is paid, as a sentence
 * @param currencies that the account has, lower case: a sum is named for these, or for all where it has none yet
 */
export function bandChanges(
  from: Band,
  to: Band,
  owed: Readonly<Record<Band, string | null>>,
  currencies: readonly string[],
): readonly BandChange[] {
  const then = effectsInWords(BAND_EFFECTS[to], currencies);
  const changes = effectsInWords(BAND_EFFECTS[from], currencies).map(({ name, words: now }, at) => ({
    name,
    now,
    then: then[at]?.words ?? now,
  }));
  const owedNow = {
    name: 'Owed by that now',
    now: owed[from] ?? 'nothing',
    then: owed[to] ?? 'nothing',
  };
  return [...changes, owedNow].filter((change) => change.now !== change.then);
}

/** One thing that a band does to what is asked for. */
export type EffectInWords = { readonly name: string; readonly words: string };

/**
 * All that a band does, with its figures, each under its name. Pure.
 * @param currencies as `bandChanges` takes them
 */
export function effectsInWords(effects: BandEffects, currencies: readonly string[]): EffectInWords[] {
  return Object.entries(WORDS).map(([name, words]) => ({ name, words: words(effects, currencies) }));
}

/** In the order in which they stand. */
const WORDS: Readonly<Record<string, (effects: BandEffects, currencies: readonly string[]) => string>> = {
  Wait: ({ delayHours }) => (delayHours === 0 ? 'none' : `${counted(delayHours, 'hour')} for each payout`),
  Reserve: ({ reservePercent, reserveDays }) =>
    reservePercent === 0
      ? 'none'
      : `${String(reservePercent)} % of what became available in ${counted(reserveDays, 'day')}`,
  Reviewers: ({ reviewAbove }, currencies) => {
    if (reviewAbove === null) return 'none';
    if (reviewAbove === 'every') return 'a risk reviewer for each payout';
    const own = currencies.map((code) => code.toUpperCase()).sort();
    const named = Object.entries(reviewAbove).filter(([code]) => own.includes(code));
    const unnamed = own.filter((code) => !(code in reviewAbove));
    const above = (sums: [string, string][]): string =>
      `one person above ${listed(sums.map(([code, sum]) => `${sum} ${code}`))}`;
    if (own.length === 0)
      return `${above(Object.entries(reviewAbove))}, and for each payout in another currency`;
    return [
      ...(named.length === 0 ? [] : [above(named)]),
      ...(unnamed.length === 0 ? [] : [`one person for each payout in ${listed(unnamed)}`]),
      `in another currency above about as much, or for each`,
    ].join('; ');
  },
  Verification: ({ verification }) => {
    if (verification === null) return 'nothing is asked, whatever the volume';
    const { above, depth } = verification;
    const from =
      above === 0
        ? 'as soon as it takes anything'
        : `above about ${above.toLocaleString('en-GB')} USD in 30 days`;
    return `${from} ${DEPTHS[depth]}, or a person decides`;
  },
};

const DEPTHS: Readonly<Record<VerificationDepth, string>> = {
  nothing_past_due: 'no answer may be past due at Stripe',
  nothing_due: 'no answer may be due at Stripe',
  nothing_ever_due: 'no answer may be owed to Stripe, not even one that is due later',
};

const listed = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
