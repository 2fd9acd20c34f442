import { describe, expect, it } from 'vitest';
import { BAND_EFFECTS } from './band-effects.ts';
import { BANDS, type Band } from './bands.ts';
import { bandChanges, effectsInWords } from './looser-in-words.ts';

const OWED = { low: null, medium: null, high: null, severe: null };
const reviewers = (currencies: string[]) =>
  bandChanges('severe', 'high', OWED, currencies).find(({ name }) => name === 'Reviewers');

it('names the sums of the currencies that the account has, and no list of all', () => {
  expect(reviewers(['usd', 'huf'])).toEqual({
    name: 'Reviewers',
    now: 'a risk reviewer for each payout',
    then: 'one person above 2,000.00 USD or 800,000.00 HUF; in another currency above about as much, or for each',
  });
});

it('says of a currency without a sum that each payout needs a person', () => {
  expect(reviewers(['eur', 'sek', 'nok'])?.then).toBe(
    'one person above 2,000.00 EUR; one person for each payout in NOK or SEK; in another currency above about as much, or for each',
  );
  expect(reviewers(['sek'])?.then).toBe(
    'one person for each payout in SEK; in another currency above about as much, or for each',
  );
});

it('names all where the account has none yet', () => {
  expect(reviewers([])?.then).toMatch(
    /^one person above 2,000\.00 EUR, .* or 600\.000 KWD, and for each payout in another currency$/,
  );
});

describe('all that a band does', () => {
  const told = (band: Band) =>
    Object.fromEntries(
      effectsInWords(BAND_EFFECTS[band], ['eur']).map(({ name, words }) => [name, words] as const),
    );

  it('is its wait, its reserve, from which sum a person looks, and how deep verification goes above which volume', () => {
    expect(told('low')).toEqual({
      Wait: 'none',
      Reserve: 'none',
      Reviewers: 'none',
      Verification: 'nothing is asked, whatever the volume',
    });
    expect(told('high')).toEqual({
      Wait: '24 hours for each payout',
      Reserve: '5 % of what became available in 30 days',
      Reviewers: 'one person above 2,000.00 EUR; in another currency above about as much, or for each',
      Verification: 'above about 10,000 USD in 30 days no answer may be due at Stripe, or a person decides',
    });
  });

  it('differs from that of every other band in how deep verification goes', () => {
    expect(new Set(BANDS.map((band) => told(band)['Verification'])).size).toBe(BANDS.length);
    expect(bandChanges('severe', 'low', OWED, []).map(({ name }) => name)).toEqual([
      'Wait',
      'Reserve',
      'Reviewers',
      'Verification',
    ]);
  });

  it('says what is owed by it, and by which band nothing is', () => {
    const owed = { ...OWED, high: 'Owes Stripe an answer.' };
    expect(bandChanges('high', 'medium', owed, []).at(-1)).toEqual({
      name: 'Owed by that now',
      now: 'Owes Stripe an answer.',
      then: 'nothing',
    });
  });
});
