import { describe, expect, it } from 'vitest';
import {
  isWeakerLock,
  lockStrength,
  lostLock,
  platformLock,
  type LockFacts,
  type LockStrength,
} from './lock-strength.ts';

const DASHBOARDS = ['none', 'express', 'full', null] as const;
const CONTROLLED = [true, false, null] as const;
const LOSSES = ['application', 'stripe', null] as const;
const COLLECTION = ['application', 'stripe', null] as const;
const INTERVALS = ['manual', 'daily', 'weekly', 'monthly', 'fortnightly', null] as const;
const RULES: LockFacts['automaticTransferRules'][] = [{}, { eur: [{ type: 'transfer_all' }] }];
const MINIMUMS: LockFacts['minimumBalances'][] = [{}, { usd: 500_00 }];
const ENABLED = [true, false] as const;
const CAPABILITIES: LockFacts['capabilities'][] = [
  {},
  { transfers: 'active' },
  { transfers: 'active', card_payments: 'inactive' },
];

const STRONG: readonly LockStrength[] = ['manual_sole_payer', 'platform_balance'];

const SOLE_PAYER: LockFacts = {
  dashboard: 'none',
  isController: true,
  lossesPayments: 'application',
  requirementCollection: 'application',
  payoutInterval: 'manual',
  payoutsStatus: 'enabled',
  payoutsEnabled: true,
  minimumBalances: {},
  automaticTransferRules: {},
  capabilities: { card_payments: 'active', transfers: 'active' },
};

function* everyCombination(): Generator<LockFacts> {
  for (const dashboard of DASHBOARDS)
    for (const isController of CONTROLLED)
      for (const lossesPayments of LOSSES)
        for (const requirementCollection of COLLECTION)
          for (const payoutInterval of INTERVALS)
            for (const automaticTransferRules of RULES)
              for (const minimumBalances of MINIMUMS)
                for (const payoutsEnabled of ENABLED)
                  for (const capabilities of CAPABILITIES)
                    yield {
                      dashboard,
                      isController,
                      lossesPayments,
                      requirementCollection,
                      payoutInterval,
                      automaticTransferRules,
                      minimumBalances,
                      payoutsEnabled,
                      payoutsStatus: payoutsEnabled ? 'enabled' : 'disabled',
                      capabilities,
                    };
}

/** Said a second time, in the order of the specification and without the code's structure. */
function expected(facts: LockFacts): LockStrength {
  if (facts.payoutInterval === null) return 'unknown';
  if (facts.payoutInterval !== 'manual') return 'automatic';
  if (Object.keys(facts.automaticTransferRules).length > 0) return 'automatic';
  const isSolePayer =
    facts.dashboard === 'none' && facts.isController === true && facts.lossesPayments === 'application';
  if (!isSolePayer) return 'manual_holder_can_pay';
  return Object.keys(facts.capabilities).join() === 'transfers' ? 'platform_balance' : 'manual_sole_payer';
}

describe('lock strength', () => {
  it('is what the specification says, for every combination of facts', () => {
    let combinations = 0;
    for (const facts of everyCombination()) {
      combinations += 1;
      expect(lockStrength(facts).strength, JSON.stringify(facts)).toBe(expected(facts));
    }
    expect(combinations).toBe(4 * 3 * 3 * 3 * 6 * 2 * 2 * 2 * 3);
  });

  it('is strong in exactly one corner: manual, no dashboard, our control, our losses, no sweeping rule', () => {
    const strong = [...everyCombination()].filter((facts) => STRONG.includes(lockStrength(facts).strength));
    for (const facts of strong)
      expect(facts).toMatchObject({
        payoutInterval: 'manual',
        dashboard: 'none',
        isController: true,
        lossesPayments: 'application',
        automaticTransferRules: {},
      });
    expect(strong).toHaveLength(3 * 2 * 2 * 3);
  });

  it('always gives reasons, and one next step wherever it could be stronger', () => {
    for (const facts of everyCombination()) {
      const lock = lockStrength(facts);
      expect(lock.reasons.length).toBeGreaterThan(0);
      expect(lock.nextStep === null).toBe(STRONG.includes(lock.strength));
      const codes = lock.reasons.map(({ code }) => code);
      expect(new Set(codes).size).toBe(codes.length);
      for (const { text } of lock.reasons) expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('knows an account that takes no payments: its money waits with the platform, whatever is switched off for now', () => {
    const fed = { ...SOLE_PAYER, capabilities: { transfers: 'inactive' } };
    expect(lockStrength(fed).strength).toBe('platform_balance');
    const byV2 = { ...fed.capabilities, 'recipient.stripe_balance.stripe_transfers': 'active' };
    expect(lockStrength({ ...fed, capabilities: byV2 }).strength).toBe('platform_balance');
    expect(lockStrength({ ...fed, dashboard: 'express' }).strength).toBe('manual_holder_can_pay');
    expect(lockStrength({ ...fed, capabilities: {} }).strength).toBe('manual_sole_payer');
  });

  it('treats an Express dashboard as weak, although the platform carries the losses', () => {
    const lock = lockStrength({ ...SOLE_PAYER, dashboard: 'express' });
    expect(lock.strength).toBe('manual_holder_can_pay');
    expect(lock.reasons.map(({ code }) => code)).toContain('dashboard_express');
  });

  it('counts an account that keeps its own keys as able to pay itself', () => {
    const lock = lockStrength({ ...SOLE_PAYER, isController: false });
    expect(lock.strength).toBe('manual_holder_can_pay');
    expect(lock.reasons.map(({ code }) => code)).toContain('not_controlled');
  });

  it('does not call switched-off payouts a lock, and says that they are not', () => {
    const lock = lockStrength({ ...SOLE_PAYER, payoutInterval: 'daily', payoutsEnabled: false });
    expect(lock.strength).toBe('automatic');
    expect(lock.reasons.map(({ code }) => code)).toContain('payouts_disabled');
  });

  it('says that a minimum balance holds back automatic payouts only', () => {
    const lock = lockStrength({ ...SOLE_PAYER, payoutInterval: 'weekly', minimumBalances: { usd: 100 } });
    expect(lock.strength).toBe('automatic');
    expect(lock.reasons.find(({ code }) => code === 'minimum_balance')?.text).toContain('USD');
  });

  it('warns that a strongly locked account may still change its bank account at Stripe', () => {
    const lock = lockStrength({ ...SOLE_PAYER, requirementCollection: 'stripe' });
    expect(lock.strength).toBe('manual_sole_payer');
    expect(lock.reasons.map(({ code }) => code)).toContain('requirements_by_stripe');
  });

  it('puts the strengths in one order, unknown below all', () => {
    expect(isWeakerLock('manual_sole_payer', 'automatic')).toBe(true);
    expect(isWeakerLock('manual_sole_payer', 'manual_holder_can_pay')).toBe(true);
    expect(isWeakerLock('automatic', lostLock().strength)).toBe(true);
    expect(isWeakerLock(platformLock().strength, 'manual_sole_payer')).toBe(true);
    expect(isWeakerLock('automatic', 'automatic')).toBe(false);
    expect(isWeakerLock('unknown', 'automatic')).toBe(false);
  });
});
