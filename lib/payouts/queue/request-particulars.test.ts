import { expect, test } from 'vitest';
import { commonplaceOf, particularsOf, type FoundParticulars } from './request-particulars.ts';

const PLAIN: FoundParticulars = {
  gone: null,
  destination_changed_days: null,
  is_first_payout: false,
  usual_tenths: 11,
  file_name: null,
  file_line: null,
};
const BY_SCHEDULE = {
  origin: 'cadence',
  askedBy: null,
  method: 'standard',
} as const;
const BY_HAND = { ...BY_SCHEDULE, origin: 'person', askedBy: 'Anna Lindqvist' } as const;

test.each([
  [BY_SCHEDULE, PLAIN, [], []],
  [
    BY_HAND,
    { ...PLAIN, destination_changed_days: 2, is_first_payout: true, usual_tenths: 34 },
    ['A person asked for it, so another person decides.'],
    ['First payout', '3.4 × its usual', 'By hand: Anna Lindqvist', 'Destination changed 2 days ago'],
  ],
  [
    { ...BY_SCHEDULE, origin: 'file', askedBy: 'Marek Dudek' },
    { ...PLAIN, file_name: 'week-47.csv', file_line: 4, destination_changed_days: 0 },
    ['Line 4: hold for 1 approval when asked in a file'],
    ['Destination changed today', 'In week-47.csv: Marek Dudek'],
  ],
  [
    { ...BY_SCHEDULE, method: 'instant' },
    { ...PLAIN, usual_tenths: 123 },
    [
      'Line 5: hold for 1 approval when amount > 10,000.00 EUR and account age < 30 days',
      'Line 9: hold for 1 approval when instant',
    ],
    ['Instant', '12 × its usual', 'Above 10,000.00 EUR', 'Account under 30 days old'],
  ],
  [
    { ...BY_SCHEDULE, method: 'instant' },
    { ...PLAIN, gone: 'removed', destination_changed_days: 0 },
    [],
    ['Destination gone', 'Instant'],
  ],
  [
    BY_HAND,
    { ...PLAIN, gone: 'errored' },
    ['Rejected before by Ines Ferreira on 2026-11-22: not this seller', 'Line 3: hold for 1 approval'],
    ['Destination takes no payouts', 'Rejected before by Ines Ferreira', 'By hand: Anna Lindqvist'],
  ],
  [BY_SCHEDULE, PLAIN, ['No payout policy was published when it was asked for, so two people decide.'], []],
] as const)('what is particular, the shortest first: %#', (request, found, reasons, words) => {
  expect(particularsOf(request, found, reasons).map((one) => one.words)).toEqual(words);
});

test.each([
  [
    'manual_sole_payer',
    ['No payout policy was published when it was asked for, so two people decide.'],
    'No policy when asked',
  ],
  ['automatic', ['No rule of the policy matches, so two people decide.'], 'Weak lock'],
  ['platform_balance', ['Line 4: hold for 1 approval when first payout'], 'By the policy'],
] as const)('what is so of most requests: %#', (lockStrength, reasons, words) => {
  expect(commonplaceOf(lockStrength, reasons)).toBe(words);
});
