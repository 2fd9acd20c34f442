import { expect, it } from 'vitest';
import { bandChanges } from './looser-in-words.ts';

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
