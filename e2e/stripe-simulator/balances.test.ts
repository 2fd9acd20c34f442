import { expect, test } from 'vitest';
import { balanceViolations } from './check-balances.ts';
import { Random } from './random.ts';
import type { Simulator } from './simulator.ts';
import { createSimulator } from './simulator.ts';
import { NOON, account } from './started.ts';

/** One of everything, drawn by `random`; a refusal is as good as a success. */
function step(simulator: Simulator, ids: string[], random: Random): void {
  const { store } = simulator.core;
  const pick = <T>(rows: readonly T[]): T | undefined => rows[random.next() % Math.max(1, rows.length)];
  const id = pick(ids) ?? '';
  const amount = 100 * (1 + (random.next() % 200));
  const currency = pick(['usd', 'eur', 'jpy', 'huf']) ?? 'usd';
  const charge = pick(store.charges.rows(pick([id, simulator.platformId]) ?? id));
  const owner = charge === undefined ? id : (store.charges.find(charge.id)?.owner ?? id);
  const moves: (() => unknown)[] = [
    () => simulator.createCharge({ account: id, amount, currency, applicationFee: Math.floor(amount / 10) }),
    () => simulator.createCharge({ destination: id, amount, currency, applicationFee: 7 }),
    () => simulator.createCharge({ amount, currency, sourceType: pick(['card', 'bank_account']) ?? 'card' }),
    () => simulator.createTransfer({ amount, currency: 'usd', destination: id }),
    () =>
      simulator.reverseTransfer({
        transfer: pick(store.transfers.rows(simulator.platformId))?.id ?? '',
        amount: 50,
      }),
    () =>
      simulator.createRefund({
        account: owner,
        charge: charge?.id ?? '',
        amount: 33,
        refundApplicationFee: true,
      }),
    () => simulator.createRefund({ account: owner, charge: charge?.id ?? '', reverseTransfer: true }),
    () => simulator.createDispute({ charge: charge?.id ?? '' }),
    () => simulator.closeDispute(pick(store.disputes.rows(owner))?.id ?? '', pick(['won', 'lost']) ?? 'lost'),
    () => simulator.createPayout({ account: id, amount, currency: 'usd' }),
    () => simulator.createPayout({ account: id, amount, currency: 'usd', method: 'instant' }),
    () => simulator.cancelPayout(id, pick(store.payouts.rows(id))?.id ?? ''),
    () => simulator.failPayout(pick(store.payouts.rows(id))?.id ?? ''),
    () => simulator.failRefund(pick(store.refunds.rows(owner))?.id ?? ''),
    () => simulator.runAutomaticPayouts(id),
    () => simulator.pausePayouts(id),
    () => simulator.unpausePayouts(id),
    () => simulator.holdReserve(id, amount, 'usd'),
    () => simulator.swapExternalAccount(simulator.accountOf(id), { accountNumber: String(random.next()) }),
    () => {
      simulator.advanceClock((random.next() % 40) * 3_600_000);
    },
  ];
  try {
    pick(moves)?.();
  } catch (error) {
    if (!(error instanceof Error) || error.constructor.name !== 'ApiError') throw error;
  }
}

test.each([1, 2, 3, 4, 5])(
  'balances equal transactions after each of 400 random actions (seed %i)',
  (seed) => {
    const simulator = createSimulator({ seed, delivery: 'record', clock: { mode: 'frozen', atMs: NOON } });
    const ids = [
      account(simulator, { interval: 'daily' }),
      account(simulator, { type: 'standard', country: 'DE', interval: 'daily' }),
      account(simulator, { country: 'HU' }),
    ];
    const random = new Random(seed);
    for (let count = 0; count < 400; count += 1) {
      step(simulator, ids, random);
      if (count % 20 === 0) expect(balanceViolations(simulator)).toEqual([]);
    }
    expect(balanceViolations(simulator)).toEqual([]);
    expect(simulator.core.store.balanceTransactions.size).toBeGreaterThan(200);
  },
);
