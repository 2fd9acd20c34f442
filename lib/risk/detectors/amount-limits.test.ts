import { expect, it } from 'vitest';
import { amountLimits } from './amount-limits.ts';

const amounts = (count: number): bigint[] =>
  Array.from({ length: count }, (_, index) => BigInt(count - index) * 100n);

it('one of twenty usual amounts lies beyond each limit', () => {
  const limits = amountLimits(amounts(399), 25);
  expect(limits).toMatchObject({ low: 2_000n, high: 38_000n });
  expect(limits?.above).toEqual({ rate: 0.05, strength: 400, trialsPerDay: 25 });
});

it('says nothing on a small sample', () => {
  expect(amountLimits(amounts(59), 25)).toBeNull();
  expect(amountLimits(amounts(60), 25)).not.toBeNull();
});

it('amounts beyond the numbers that a float holds are still told apart', () => {
  const base = 9_007_199_254_740_992n;
  const limits = amountLimits(
    Array.from({ length: 99 }, (_, index) => base + BigInt(index)),
    1,
  );
  expect(limits).toMatchObject({ low: base + 4n, high: base + 94n });
});
