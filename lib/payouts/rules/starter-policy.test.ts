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
  paidWithin: { '24 hours': 100n, '7 days': 100n },
  isByHand: false,
} as const;

it('the starter policy can be read, lets small known money go and stops a currency that it does not name', () => {
  const { rules, faults } = parsePolicy(STARTER_POLICY);
  expect(faults).toEqual([]);
  for (const currency of ['usd', 'eur', 'gbp', 'jpy', 'huf', 'isk', 'kwd'])
    expect(evaluatePolicy(rules, { ...facts, currency }).route).toBe('automatic');
  expect(evaluatePolicy(rules, { ...facts, currency: 'brl' }).route).toBe('people');
  expect(evaluatePolicy(rules, { ...facts, currency: 'usd', isInstant: true }).route).toBe('people');
  for (const currency of ['usd', 'eur', 'gbp'])
    for (const paidWithin of [
      { '24 hours': 5_000_01n, '7 days': 5_000_01n },
      { '24 hours': 1_00n, '7 days': 25_000_01n },
    ])
      expect(evaluatePolicy(rules, { ...facts, currency, paidWithin }).route).toBe('people');
  const weak = { ...facts, currency: 'eur', isWeakLock: true, isFirstPayout: true };
  expect(evaluatePolicy(rules, weak).approvalsNeeded).toBe(1);
});
