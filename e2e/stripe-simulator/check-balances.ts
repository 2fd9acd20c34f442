import type { SimulatorBase } from './simulator.ts';

/**
 * The rule that must hold at all times: per account and currency, the sum of `net` over its `payments` transactions =
 * available + pending of its Balance, and the pending part alone likewise.
 * @returns one sentence per violation
 */
export function balanceViolations(simulator: SimulatorBase): string[] {
  const { store } = simulator.core;
  const violations: string[] = [];
  for (const { id } of store.accounts.rows(store.platformId)) {
    const sums = new Map<string, { total: number; pending: number }>();
    for (const transaction of store.balanceTransactions.rows(id)) {
      if (transaction.net !== transaction.amount - transaction.fee) violations.push(`${transaction.id}: net`);
      if (transaction.balance_type !== 'payments') continue;
      const sum = sums.get(transaction.currency) ?? { total: 0, pending: 0 };
      sum.total += transaction.net;
      if (transaction.status === 'pending') sum.pending += transaction.net;
      sums.set(transaction.currency, sum);
    }
    const balance = simulator.balance(id);
    for (const { currency } of balance.available)
      if (!sums.has(currency)) sums.set(currency, { total: 0, pending: 0 });
    for (const [currency, sum] of sums) {
      const available = balance.available.find((entry) => entry.currency === currency)?.amount ?? 0;
      const pending = balance.pending.find((entry) => entry.currency === currency)?.amount ?? 0;
      if (available + pending !== sum.total) {
        violations.push(
          `${id} ${currency}: ${String(available)} + ${String(pending)} is not ${String(sum.total)}`,
        );
      }
      if (pending !== sum.pending)
        violations.push(`${id} ${currency}: pending ${String(pending)}, transactions ${String(sum.pending)}`);
    }
  }
  return violations;
}
