import { describe, expect, it } from 'vitest';
import { firedRules, parseRiskRules, RULE_QUANTITIES, type RuleQuantity } from './rule-text.ts';
import { RISK_RULES } from './starter-rules.ts';

const nothing = Object.fromEntries(RULE_QUANTITIES.map((quantity) => [quantity, 0])) as Record<
  RuleQuantity,
  number
>;

describe('rules as text', () => {
  it('of this version can be read', () => {
    const { rules, faults } = parseRiskRules(RISK_RULES);
    expect(faults).toEqual([]);
    expect(rules.length).toBeGreaterThan(5);
  });

  it('fire when all of their conditions hold, and not when one does not', () => {
    const { rules } = parseRiskRules(
      'hold +3.0 when declines in 24 hours >= 20 and declined share > 50 %\n# a remark\nflag +1 when account age < 3 days',
    );
    const fired = (some: Partial<Record<RuleQuantity, number>>) =>
      firedRules(rules, { ...nothing, 'account age': 10, ...some }).map(({ line }) => line);
    expect(fired({ 'declines in 24 hours': 20, 'declined share': 51 })).toEqual([1]);
    expect(fired({ 'declines in 24 hours': 20, 'declined share': 50 })).toEqual([]);
    expect(fired({ 'account age': 2.9 })).toEqual([3]);
    expect(fired({ 'account age': 3 })).toEqual([]);
  });

  it.each([
    ['when account age < 3', 'is no rule'],
    ['reserve +1 when account age < 3', 'is no rule'],
    ['hold +9 when account age < 3', 'at most 8'],
    ['hold +1 when age < 3', 'is no condition'],
    ['hold +1 when account age = 3', 'is no condition'],
  ])('%s is refused with what to write', (text, words) => {
    const { rules, faults } = parseRiskRules(text);
    expect(rules).toEqual([]);
    expect(faults).toMatchObject([{ line: 1 }]);
    expect(faults[0]?.text).toContain(words);
  });
});
