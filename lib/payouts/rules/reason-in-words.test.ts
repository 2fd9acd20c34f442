import { expect, it } from 'vitest';
import { reasonInWords } from './reason-in-words.ts';

it.each([
  ['Line 3: go', 'Goes by itself, where no stricter line matches (line 3 of the policy)'],
  [
    'Line 4: wait 24 hours when first payout',
    'Waits 24 hours, because nothing was paid to the account before (line 4 of the policy)',
  ],
  [
    'Line 5: hold for 1 approval when amount > 10,000.00 EUR',
    'Needs one approval, because the amount is more than 10,000.00 EUR (line 5 of the policy)',
  ],
  [
    'Line 7: hold for 2 approvals by risk reviewer when destination changed within 14 days',
    'Needs two approvals, one of them by a risk reviewer, because the bank account or card is 14 days old or newer (line 7 of the policy)',
  ],
  [
    'Line 8: hold for 1 approval when country is one of BR, TH and account age < 30 days and not weak lock',
    'Needs one approval, because the account’s country is BR or TH, the account is less than 30 days old and no money leaves the account without Sluice (line 8 of the policy)',
  ],
  [
    'Line 6: hold for 1 approval when paid in 24 hours > 5,000.00 EUR',
    'Needs one approval, because payouts of this account within 24 hours, this one among them, are more than 5,000.00 EUR (line 6 of the policy)',
  ],
  [
    'Line 9: go when currency is not JPY',
    'Goes by itself, because the currency is not JPY (line 9 of the policy)',
  ],
  [
    'No payout policy was published when it was asked for, so two people decide.',
    'No payout policy was published when it was asked for, so two people decide.',
  ],
  ['Line 2: of an older language', 'Line 2: of an older language'],
])('%s', (reason, words) => {
  expect(reasonInWords(reason)).toBe(words);
});
