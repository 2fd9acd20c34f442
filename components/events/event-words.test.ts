import { expect, it } from 'vitest';
import type { StripeEventTrace } from '#lib/stripe-events/types.ts';
import { bookingsInWords, bookName, secondsBetween, standingInWords } from './event-words.ts';

it('never shows a negative delay, because Stripe’s clock has whole seconds', () => {
  expect(secondsBetween(new Date(2_000), new Date(1_400))).toBe(0);
  expect(secondsBetween(new Date(1_000), new Date(3_500))).toBe(2.5);
});

it('names the platform’s own book, and an account that was never read by its id', () => {
  expect(bookName({ connectedAccountId: 'platform', connectedAccountName: null })).toBe('Platform');
  expect(bookName({ connectedAccountId: 'acct_1', connectedAccountName: null })).toBe('acct_1');
});

const booked = { balanceTransactionId: 'txn_1', postedAt: new Date(0) };
const waiting = { balanceTransactionId: 'txn_2', postedAt: null };

it.each([
  ['none', [], 'What it told was read again from Stripe; nothing is booked for its object.'],
  ['one', [booked], 'What it told was read again from Stripe, and everything is booked.'],
  [
    'one of two',
    [booked, waiting],
    'What it told was read again from Stripe; 1 balance transaction waits for its booking.',
  ],
])('says that everything is booked only where something is: %s', (_what, balanceTransactions, said) => {
  const trace = { state: 'processed', lastError: null, balanceTransactions };
  expect(standingInWords(trace as unknown as StripeEventTrace)).toBe(said);
});

it('tells a booking that is not there from a balance transaction that is not', () => {
  expect(bookingsInWords([])).toMatch(/^No balance transaction has this object as its source/);
  expect(bookingsInWords([booked])).toMatch(/marked as booked, and no journal entry is there/);
});
