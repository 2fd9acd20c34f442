import { describe, expect, it } from 'vitest';
import { actionCosts, cheapest } from './expected-cost.ts';

const everything = (): boolean => true;

function chosen(exposure: bigint, probability: number, cause: 'seller' | 'data_fault' = 'seller') {
  const costs = actionCosts({
    currency: 'eur',
    cause,
    probability: BigInt(probability),
    exposure,
    payable: exposure,
    reservePercent: 25,
  });
  return cheapest(costs, everything);
}

describe('expected cost', () => {
  it('pauses when what would be lost outweighs a review and the harm of being wrong', () => {
    expect(chosen(10_000_00n, 500_000)).toBe('hold');
    expect(chosen(10_000_00n, 200)).toBe('none');
  });

  it('does not pay a reviewer more than there is to lose', () => {
    expect(chosen(30_00n, 500_000)).toBe('none');
  });

  it('of two actions that cost the same takes the milder', () => {
    expect(
      cheapest(
        [
          { action: 'flag', cost: 5n },
          { action: 'hold', cost: 5n },
        ],
        everything,
      ),
    ).toBe('flag');
  });

  it('weighs what is allowed and nothing else', () => {
    const costs = [
      { action: 'none', cost: 1n },
      { action: 'flag', cost: 5n },
      { action: 'hold', cost: 3n },
    ] as const;
    expect(cheapest(costs, (action) => action !== 'none')).toBe('hold');
    expect(cheapest(costs, (action) => action === 'flag')).toBe('flag');
  });
});
