import { expect, test } from 'vitest';
import { firstSightInWords } from '../../connected-accounts/first-sight.ts';
import { changeInWords, eventFacts } from './request-story.ts';

test.each([
  [{ reason: 'Not this week.' }, 'Not this week.'],
  [{ reviewer: 'opr_1', note: 'At lunch.' }, 'At lunch.'],
  [{ because: 'Half of it', state: 'in_review' }, 'Half of it'],
  [{ state: 'approved' }, null],
  [{ reason: '' }, null],
  [null, null],
])('a record says what a person wrote: %j', (after, detail) => {
  expect(eventFacts('payout_request.lower', after)).toMatchObject({ detail, because: null });
});

test.each([
  ['payout_attempt.abandon', { because: 'no_open_hold' }, 'a hold was open on it'],
  [
    'payout_attempt.abandon',
    { because: 'equal_refusals' },
    'Stripe had refused payouts of its account again and again',
  ],
  ['payout_attempt.abandon', { because: 'claim_is_mine' }, 'another worker has taken this attempt over'],
  ['payout_attempt.abandon', { because: 'from_another_time' }, 'from another time'],
  ['payout_request.approval_lost', { because: 'Their role changed.' }, 'their role changed'],
  ['payout_request.fall_back', { because: 'Their role changed.' }, 'their role changed'],
  ['payout_request.fall_back', { routeReasons: [] }, 'somebody rejected money of it meanwhile'],
  ['payout_request.fall_back', { state: 'in_review' }, 'too few of its approvals counted'],
])('why Sluice did it is said in words, and quoted from nobody: %s %j', (action, after, because) => {
  expect(eventFacts(action, after)).toMatchObject({ because, detail: null });
});

test('a record of an attempt says which one, the how-manieth call, and what Stripe said', () => {
  const after = { payoutAttemptId: 'pat_1', call: 2, errorMessage: 'No such bank.' };
  expect(eventFacts('payout_attempt.refused', after)).toMatchObject({
    payoutAttemptId: 'pat_1',
    call: 2,
    detail: 'No such bank.',
  });
  expect(eventFacts('payout_request.approve', { approvals: 1, approvalsNeeded: 2 }).approvals).toBe('1 of 2');
});

const bank = { institution: 'Mizuho', last4: '4471' };

test.each([
  [{ change: 'added', before: null, after: bank }, 'Mizuho ••4471 was added'],
  [{ change: 'removed', before: bank, after: null }, 'Mizuho ••4471 was removed'],
  [
    { change: 'changed', before: { institution: 'SMBC', last4: '1902' }, after: bank },
    'SMBC ••1902 became Mizuho ••4471',
  ],
  [
    { change: 'changed', before: bank, after: { ...bank, status: 'errored' } },
    'Mizuho ••4471: its details changed',
  ],
  [{ change: 'added', before: null, after: { last4: '0017' } }, 'A bank account or card ••0017 was added'],
] as const)('a change of a bank account keeps the bank and the last digits: %j', (change, expected) => {
  expect(changeInWords({ ...change, firstSight: null })).toBe(expected);
});

test('a destination that was there when the account was first seen was not added then', () => {
  const first = { change: 'added', before: null, after: bank } as const;
  const after = (seconds: number) => changeInWords({ ...first, firstSight: firstSightInWords(seconds) });
  expect(after(0)).toBe('Mizuho ••4471 was first seen, with the account');
  expect(after(7)).toBe('Mizuho ••4471 was first seen 7 seconds after the account');
  expect(after(61)).toBe('Mizuho ••4471 was first seen 1 minute after the account');
  expect(after(7_300)).toBe('Mizuho ••4471 was first seen 2 hours after the account');
  expect(after(180_000)).toBe('Mizuho ••4471 was first seen 2 days after the account');
});
