import { expect, it } from 'vitest';
import { evaluatePolicy } from './evaluate-policy.ts';
import { parsePolicy } from './policy-text.ts';
import { STARTER_POLICY } from './starter-policy.ts';

const facts = {
  amount: 100n,
  country: 'DE',
  riskBand: null,
  accountAgeDays: 400,
  isFirstPayout: false,
  destinationChangedDays: null,
  isWeakLock: false,
  isInstant: false,
  origin: 'cadence',
} as const;

it('the starter policy can be read, lets small known money go and stops a currency that it does not name', () => {
  const { rules, faults } = parsePolicy(STARTER_POLICY);
  expect(faults).toEqual([]);
  for (const currency of ['usd', 'eur', 'gbp', 'jpy', 'huf', 'isk', 'kwd'])
    expect(evaluatePolicy(rules, { ...facts, currency }).route).toBe('automatic');
  expect(evaluatePolicy(rules, { ...facts, currency: 'brl' }).route).toBe('people');
  const weak = { ...facts, currency: 'eur', isWeakLock: true, isFirstPayout: true };
  expect(evaluatePolicy(rules, weak).approvalsNeeded).toBe(1);
});
