import { expect, it } from 'vitest';
import { approvalsMissing } from './request-words.ts';

it.each([
  [1, 2, '1 of 2 approvals, one more person needed'],
  [1, 3, '1 of 3 approvals, 2 more people needed'],
  [0, 1, '0 of 1 approvals, one more person needed'],
])('%i of %i: says how many stand and how many are missing', (standing, approvalsNeeded, words) => {
  expect(approvalsMissing({ standing, approvalsNeeded })).toBe(words);
});
