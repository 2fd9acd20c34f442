import { describe, expect, it } from 'vitest';
import { currency } from '../../money/currency.ts';
import { isPayoutMultiple, payableAmount, type PayableFacts } from './payable-amount.ts';

const facts = (overrides: Partial<PayableFacts> = {}): PayableFacts => ({
  currency: currency('eur'),
  available: 1_000_00n,
  reserved: 0n,
  atStripe: 1_000_00n,
  owedSoon: 0n,
  minimumBalance: 0n,
  ownMinimumBalance: 0n,
  keeps: [],
  ...overrides,
});

describe('what can be paid out', () => {
  it.each<[string, Partial<PayableFacts>, bigint]>([
    ['is all that is available', {}, 1_000_00n],
    [
      'is no more than Stripe has, without what is reserved',
      { atStripe: 900_00n, reserved: 200_00n },
      700_00n,
    ],
    ['is by the books where Stripe was never read', { atStripe: null }, 1_000_00n],
    ['leaves a minimum balance', { minimumBalance: 250_00n }, 750_00n],
    [
      'leaves the larger of two minimum balances',
      { minimumBalance: 250_00n, ownMinimumBalance: 300_00n },
      700_00n,
    ],
    ['leaves what is owed and falls due', { owedSoon: 100_00n, minimumBalance: 250_00n }, 650_00n],
    ['leaves what a hold keeps', { keeps: [{ amount: 250_00n, why: 'hold', ownerText: 'kept' }] }, 750_00n],
    [
      'adds holds up',
      {
        keeps: [
          { amount: 600_00n, why: 'a', ownerText: 'kept' },
          { amount: 600_00n, why: 'b', ownerText: 'kept' },
        ],
      },
      0n,
    ],
    ['is nothing of a negative balance', { available: -5_00n, atStripe: -5_00n }, 0n],
    ['is nothing where Stripe owes nothing', { atStripe: -5_00n }, 0n],
    ['is whole units of HUF', { currency: currency('huf'), available: 123_45n, atStripe: 123_45n }, 123_00n],
    ['is whole units of ISK', { currency: currency('isk'), available: 99n, atStripe: 99n }, 0n],
    ['is tens of fils of KWD', { currency: currency('kwd'), available: 12_345n, atStripe: 12_345n }, 12_340n],
    ['is every yen', { currency: currency('jpy'), available: 7n, atStripe: 7n }, 7n],
  ])('%s', (_, overrides, expected) => {
    const { amount, steps, stays } = payableAmount(facts(overrides));
    // Owner and people are told of the same sums.
    expect(stays.map((part) => -part.amount)).toEqual(steps.slice(1).map((step) => step.amount));
    expect(amount).toBe(expected);
    if (expected > 0n) expect(steps.reduce((sum, step) => sum + step.amount, 0n)).toBe(expected);
  });

  it.each<[string, bigint, boolean]>([
    ['huf', 100n, true],
    ['huf', 150n, false],
    ['twd', 12_300n, true],
    ['ugx', 1n, false],
    ['bhd', 15n, false],
    ['usd', 1n, true],
    ['usd', 0n, false],
  ])('Stripe takes %s %s: %s', (code, amount, isTaken) => {
    expect(isPayoutMultiple(amount, currency(code))).toBe(isTaken);
  });
});
