import { expect, it } from 'vitest';
import { approvalsMissing, lostInWords, waitsFor } from './request-words.ts';

it.each([
  [1, 2, '1 of 2 approvals, one more person needed'],
  [1, 3, '1 of 3 approvals, 2 more people needed'],
  [0, 1, '0 of 1 approvals, one more person needed'],
])('%i of %i: says how many stand and how many are missing', (standing, approvalsNeeded, words) => {
  expect(approvalsMissing({ standing, approvalsNeeded })).toBe(words);
});

it.each([
  ['in_review', ['Looks like a stolen card'], 'a risk reviewer', 'needed, one of them'],
  ['approved', [], null, 'its turn: it leaves by itself'],
  ['approved', ['Looks like a stolen card'], null, 'Looks like a stolen card'],
  ['dispatching', [], null, 'Stripe’s answer'],
  ['unknown', [], null, 'proof of what Stripe did with it'],
  ['refused', [], null, 'a person: open it again, or cancel it'],
] as const)('%s, kept by %j: says what it waits for', (state, keptBy, role, words) => {
  const said = waitsFor({
    state,
    keptBy,
    standing: 1,
    approvalsNeeded: 2,
    approverRole: role === null ? null : 'risk_reviewer',
    failureCode: null,
  }).join('; ');
  expect(said).toContain(words);
  for (const kept of keptBy) expect(said).toContain(kept);
  if (role !== null) expect(said).toContain(role);
});

it('an approval that was lost is named with why, and nothing is said where none was', () => {
  const row = { standing: 1, approvalsNeeded: 2 };
  const lost = [{ name: 'Anna Lindqvist', because: 'their role changed' }];
  expect(lostInWords({ ...row, lostApprovals: [] })).toBeNull();
  expect(lostInWords({ ...row, lostApprovals: lost })).toBe(
    '1 of 2: Anna Lindqvist’s approval no longer counts, their role changed.',
  );
});
