import { expect, test } from 'vitest';
import { attemptWords, whoFailedIt } from './attempt-words.ts';

const QUIET = { calls: 1, lookUps: 0, errorCode: null, errorMessage: null };
const LOST = { errorCode: 'StripeConnectionError', errorMessage: 'Request was retried 2 times.' };

test.each([
  [{ ...QUIET, state: 'claimed', calls: 0 }, 'a worker has it; Stripe was not asked yet.', null],
  [
    { ...QUIET, state: 'claimed', calls: 5, errorCode: 'rate_limit', errorMessage: 'Too many requests.' },
    'Stripe turned it away 5 times; it is asked for again by itself, with the same key.',
    'rate limit: Too many requests.',
  ],
  [
    { ...QUIET, state: 'claimed', errorCode: 'not_sent', errorMessage: 'Nothing was sent.' },
    'a worker has it; its last call never began, so nothing was sent by it.',
    null,
  ],
  [{ ...QUIET, state: 'accepted' }, 'Stripe accepted it.', null],
  [
    { ...QUIET, state: 'accepted', calls: 2, lookUps: 1 },
    'Stripe accepted it; the first answer was lost and the call was repeated with the same key.',
    null,
  ],
  [
    { ...QUIET, state: 'accepted', calls: 2 },
    'Stripe accepted it when it was asked for the second time, with the same key.',
    null,
  ],
  [
    { ...QUIET, ...LOST, state: 'accepted' },
    'Stripe made it; its answer was lost, and the payout was found in Stripe’s list.',
    null,
  ],
  [
    { ...QUIET, state: 'refused', errorCode: 'balance_insufficient', errorMessage: 'Too little.' },
    'Stripe refused it.',
    'balance insufficient: Too little.',
  ],
  [
    { ...QUIET, ...LOST, state: 'unknown' },
    'whether Stripe made it is not known yet.',
    'StripeConnectionError: Request was retried 2 times.',
  ],
])('%j', (attempt, what, said) => {
  expect(attemptWords(attempt)).toEqual({ what, said });
});

test.each([
  ['refused', 'Stripe refused it'],
  ['returned', 'The bank sent it back'],
])('a last attempt that was %s: %s', (state, words) => {
  const earlier = { attemptNumber: 1, state: state === 'refused' ? 'returned' : 'refused' };
  expect(whoFailedIt([{ attemptNumber: 2, state }, earlier])).toBe(words);
});
