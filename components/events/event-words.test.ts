import { expect, it } from 'vitest';
import { bookName, secondsBetween } from './event-words.ts';

it('never shows a negative delay, because Stripe’s clock has whole seconds', () => {
  expect(secondsBetween(new Date(2_000), new Date(1_400))).toBe(0);
  expect(secondsBetween(new Date(1_000), new Date(3_500))).toBe(2.5);
});

it('names the platform’s own book, and an account that was never read by its id', () => {
  expect(bookName({ connectedAccountId: 'platform', connectedAccountName: null })).toBe('Platform');
  expect(bookName({ connectedAccountId: 'acct_1', connectedAccountName: null })).toBe('acct_1');
});
