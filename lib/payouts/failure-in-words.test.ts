import { describe, expect, it } from 'vitest';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { failureInWords, KNOWN_FAILURE_CODES } from './failure-in-words.ts';

const HUF = money(481_230_000n, currency('huf'));

/** The codes that Stripe's documentation and client libraries name. */
const STRIPE_FAILURE_CODES = [
  'account_closed',
  'account_frozen',
  'bank_account_restricted',
  'bank_ownership_changed',
  'could_not_process',
  'debit_not_authorized',
  'declined',
  'incorrect_account_holder_address',
  'incorrect_account_holder_name',
  'incorrect_account_holder_tax_id',
  'insufficient_funds',
  'invalid_account_number',
  'invalid_currency',
  'no_account',
  'unsupported_card',
];

describe('a failed payout in words', () => {
  it('has words for every code that Stripe is known to send', () => {
    expect([...KNOWN_FAILURE_CODES].sort()).toEqual(STRIPE_FAILURE_CODES);
  });

  it.each(STRIPE_FAILURE_CODES)(
    '%s: says what happened, where the money is and what to do',
    (failureCode) => {
      const words = failureInWords({ failureCode, amount: HUF, hasReturned: true });
      expect(words.isKnownCode).toBe(true);
      for (const sentence of [words.happened, words.whereTheMoneyIs, words.nextStep])
        expect(sentence).toMatch(/^[\dA-Z].*\.$/);
      expect(words.whereTheMoneyIs).toContain('4,812,300.00 HUF');
      expect(Object.values(words).join(' ')).not.toMatch(/please|oops|successfully|!|_/i);
    },
  );

  it('says that the money has not come back while Stripe has not booked it', () => {
    const words = failureInWords({ failureCode: 'account_closed', amount: HUF, hasReturned: false });
    expect(words.happened).toBe('The bank sent this money back: the bank account is closed.');
    expect(words.whereTheMoneyIs).toBe(
      '4,812,300.00 HUF is on its way back. Stripe has not booked its return yet.',
    );
  });

  it.each(['a_new_code', 'constructor', null])('keeps an answer for the unknown code %s', (failureCode) => {
    const words = failureInWords({ failureCode, amount: HUF, hasReturned: true });
    expect(words.isKnownCode).toBe(false);
    expect(words.nextStep).not.toBe('');
  });
});
