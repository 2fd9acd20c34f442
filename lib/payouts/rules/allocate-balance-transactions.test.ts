import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, type OpenShare, sharesOfBalance } from './allocate-balance-transactions.ts';

const share = (amount: bigint, position: number): OpenShare => ({
  balanceTransactionId: `txn_${String(position)}`,
  occurredAt: new Date(Date.UTC(2026, 9, 1, 0, position)),
  amount,
});
const shares = (...amounts: bigint[]): OpenShare[] => amounts.map(share);
const amountsOf = (found: readonly OpenShare[] | null): bigint[] | undefined =>
  found?.map(({ amount }) => amount);
const sumOf = (found: readonly OpenShare[]): bigint => found.reduce((sum, { amount }) => sum + amount, 0n);

const anyShares = fc
  .array(
    fc.bigInt({ min: -10_000n, max: 50_000n }).filter((amount) => amount !== 0n),
    { maxLength: 30 },
  )
  .map((amounts) => amounts.map(share));

describe('allocation', () => {
  it('takes the oldest first, cuts the last one, leaves the remainder', () => {
    expect(amountsOf(allocate(shares(100n, 200n, 300n), 250n))).toEqual([100n, 150n]);
  });

  it('takes refunds whole, newest ones too, so that no debt stays behind', () => {
    expect(amountsOf(allocate(shares(100n, -30n, 200n, -50n), 60n))).toEqual([-30n, -50n, 100n, 40n]);
  });

  it('finds nothing when the balance does not reach', () => {
    expect(allocate(shares(100n, -1n), 100n)).toBeNull();
  });

  it('sums to exactly the amount, takes no share twice nor more than it has, and never against its sign', () => {
    fc.assert(
      fc.property(anyShares, fc.bigInt({ min: 1n, max: 200_000n }), (open, amount) => {
        const found = allocate(open, amount);
        if (found === null) return sumOf(open) < amount;
        const byId = new Map(open.map((one) => [one.balanceTransactionId, one.amount]));
        return (
          sumOf(found) === amount &&
          new Set(found.map((one) => one.balanceTransactionId)).size === found.length &&
          found.every((one) => {
            const whole = byId.get(one.balanceTransactionId) ?? 0n;
            return whole < 0n ? one.amount === whole : one.amount > 0n && one.amount <= whole;
          })
        );
      }),
    );
  });

  it('pays a balance in any number of payouts without a cent left or twice', () => {
    fc.assert(
      fc.property(anyShares, fc.integer({ min: 1, max: 5 }), (open, payouts) => {
        let left = [...open];
        const balance = sumOf(left);
        fc.pre(balance >= BigInt(payouts));
        for (let payout = 1; payout <= payouts; payout += 1) {
          const rest = sumOf(left);
          const amount = payout === payouts ? rest : rest / BigInt(payouts + 1 - payout);
          if (amount === 0n) continue;
          const taken = new Map(allocate(left, amount)?.map((one) => [one.balanceTransactionId, one.amount]));
          left = left
            .map((one) => ({ ...one, amount: one.amount - (taken.get(one.balanceTransactionId) ?? 0n) }))
            .filter((one) => one.amount !== 0n);
        }
        return left.length === 0;
      }),
    );
  });
});

describe('what a balance is made of', () => {
  it('is the newest money, with the share at the border cut', () => {
    expect(amountsOf(sharesOfBalance(shares(300n, 200n, 100n), 350n))).toEqual([50n, 300n]);
  });

  it('looks further back for money that refunds have taken', () => {
    expect(amountsOf(sharesOfBalance(shares(-50n, 100n, 100n), 80n))).toEqual([30n, 100n, -50n]);
  });

  it('is nothing of a balance that is not positive', () => {
    expect(sharesOfBalance(shares(100n), 0n)).toEqual([]);
    expect(sharesOfBalance(shares(100n), -5n)).toEqual([]);
  });

  it('sums to the balance whenever enough came in, and to no more than it ever', () => {
    fc.assert(
      fc.property(anyShares, fc.bigInt({ min: 1n, max: 200_000n }), (newestFirst, balance) => {
        const sum = sumOf(sharesOfBalance(newestFirst, balance));
        return sum <= balance && (sumOf(newestFirst) < balance || sum === balance);
      }),
    );
  });
});
