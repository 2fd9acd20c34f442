/** What is left of one balance transaction after other payouts; signed minor units, never zero. */
export type OpenShare = {
  readonly balanceTransactionId: string;
  readonly occurredAt: Date;
  readonly amount: bigint;
};

/**
 * Which shares make up the balance. Payouts from before Sluice's time left no allocation behind; they took the oldest
 * money, so what is there now is the newest, and the share at the border is cut.
 * @param newestFirst shares that no payout of Sluice has taken
 * @param balance what is available and not reserved
 * @returns the shares, oldest first; together they are the balance, or less when too few were given
 */
export function sharesOfBalance(newestFirst: Iterable<OpenShare>, balance: bigint): OpenShare[] {
  const shares: OpenShare[] = [];
  let sum = 0n;
  for (const share of newestFirst) {
    if (balance <= 0n || sum >= balance) break;
    const missing = balance - sum;
    const amount = share.amount > missing ? missing : share.amount;
    shares.push({ ...share, amount });
    sum += amount;
  }
  return shares.reverse();
}

/**
 * Which shares a payout pays: refunds and fees first and whole, so that no debt is left behind, then what came in, oldest
 * first; the last one is cut and its remainder stays.
 * @param oldestFirst the shares of the balance
 * @returns shares that sum to exactly `amount`, or null when the balance does not reach it
 */
export function allocate(oldestFirst: readonly OpenShare[], amount: bigint): OpenShare[] | null {
  const taken = oldestFirst.filter((share) => share.amount < 0n);
  let missing = taken.reduce((left, { amount: negative }) => left - negative, amount);
  for (const share of oldestFirst) {
    if (missing <= 0n) break;
    if (share.amount <= 0n) continue;
    const part = share.amount < missing ? share.amount : missing;
    taken.push({ ...share, amount: part });
    missing -= part;
  }
  return missing === 0n ? taken : null;
}
