import { describe, expect, test } from 'vitest';
import { addressAtStripe } from './address-at-stripe.ts';
import { currentTab } from './current-tab.ts';
import { readPayoutRequestListRequest } from './queue-params.ts';

const calendar = { zone: 'Europe/Berlin', today: '2026-11-21' };

describe('an address of /payouts that means Stripe’s own payouts leads there', () => {
  test.each([
    [{ status: 'failed' }, '/payouts/stripe?status=failed'],
    [
      { q: 'currency:eur status:failed', sort: 'oldest' },
      '/payouts/stripe?q=currency%3Aeur+status%3Afailed&sort=oldest',
    ],
    [{ q: 'po_1abc' }, '/payouts/stripe?q=po_1abc'],
    [{ open: 'po_1abc', view: 'all' }, '/payouts/stripe?open=po_1abc'],
    [{ q: 'status:failed', sort: 'priority' }, '/payouts/stripe?q=status%3Afailed'],
  ])('%j', (given, expected) => {
    expect(addressAtStripe(given)).toBe(expected);
  });

  test.each([
    {},
    { q: 'state:in_review' },
    { open: 'prq_1' },
    { open: 'first' },
    { q: 'currency:eur amount:>5' },
    { view: 'all' },
    // A name may end like a word of that list.
    { q: 'notstatus:failed' },
  ])('%j is the queue’s own', (given) => {
    expect(addressAtStripe(given)).toBeNull();
  });
});

test.each([
  [{}, 'to-decide'],
  [{ open: 'first' }, 'to-decide'],
  [{ q: 'state:in_review currency:eur' }, 'to-decide'],
  [{ q: 'state:in_review for:me' }, 'mine'],
  [{ q: 'state:refused' }, null],
  [{ q: 'currency:eur' }, 'all'],
  [{ view: 'all' }, 'all'],
] as const)('%j stands under %s', (given, expected) => {
  expect(currentTab(given)).toBe(expected);
});

test('a line of the queue is read whole, and what is not understood is said', () => {
  const read = (q: string) => readPayoutRequestListRequest({ q }, calendar);
  expect(read('state:in_review for:me currency:kwd amount:>1.5 asked:2026-11-20 kovács').filter).toEqual({
    state: 'in_review',
    for: 'me',
    currency: 'kwd',
    amountFrom: '1501',
    askedFrom: '2026-11-19T23:00:00.000Z',
    askedBefore: '2026-11-20T23:00:00.000Z',
    words: ['kovács'],
  });
  expect(read('prq_1 acct_2').filter).toEqual({ payoutRequestId: 'prq_1', connectedAccountId: 'acct_2' });
  expect(read('state:held').problems).toHaveLength(1);
  expect(read('amount:>5').problems).toHaveLength(1);
  expect(read('prq_1 prq_2').problems).toHaveLength(1);
});
