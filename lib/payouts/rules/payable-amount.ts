import { payoutMultiple, type Currency } from '../../money/currency.ts';

/** Minor units of one currency of one connected account; none of them is negative but `available` and `atStripe`. */
export type PayableFacts = {
  readonly currency: Currency;
  /** 2100 of our books: owed, available and not reserved. */
  readonly available: bigint;
  /** 2150: reserved for payout requests already. */
  readonly reserved: bigint;
  /** `available` of Stripe's Balance as last read; null when it was never read. */
  readonly atStripe: bigint | null;
  /** `pending` of Stripe's Balance where it is negative, as a positive sum: what is owed and falls due. */
  readonly owedSoon: bigint;
  /** Stripe keeps this much in the balance. */
  readonly minimumBalance: bigint;
  /** The account's cadence keeps this much; the larger of both stays, not their sum. */
  readonly ownMinimumBalance: bigint;
  /** What partial holds and rolling reserves keep, as `hold_keeps` of the database counts it. */
  readonly keeps: readonly { readonly amount: bigint; readonly why: string; readonly ownerText: string }[];
};

/**
 * `steps` lead from the balance to `amount`, each with its sum, for people; `stays` are those that take something, as the owner of the
 * account is told them.
 */
export type Payable = {
  amount: bigint;
  steps: { text: string; amount: bigint }[];
  stays: { why: string; amount: bigint }[];
};

/** What can be paid out now: the smaller of two balances, less what must stay, in whole units where Stripe asks for them. */
export function payableAmount(facts: PayableFacts): Payable {
  const unreservedAtStripe = facts.atStripe === null ? facts.available : facts.atStripe - facts.reserved;
  const steps: Payable['steps'] = [
    { text: 'Available in the books, without what is reserved', amount: facts.available },
  ];
  const stays: Payable['stays'] = [];
  let amount = facts.available;
  const take = (text: string, taken: bigint, why: string): void => {
    if (taken <= 0n) return;
    amount -= taken;
    steps.push({ text, amount: -taken });
    stays.push({ why, amount: taken });
  };
  take('Not available at Stripe', facts.available - unreservedAtStripe, 'It is not available at Stripe yet.');
  take(
    'Owed at Stripe, and falls due',
    facts.owedSoon,
    'It is owed, for refunds or disputes, and falls due.',
  );
  const minimum = 'It stays in the balance as its minimum.';
  if (facts.ownMinimumBalance > facts.minimumBalance)
    take('Minimum balance set here', facts.ownMinimumBalance, minimum);
  else take('Minimum balance that Stripe keeps', facts.minimumBalance, minimum);
  for (const kept of facts.keeps) take(kept.why, kept.amount, kept.ownerText);
  if (amount <= 0n) return { amount: 0n, steps, stays };
  take(
    'Stays, because payouts are in whole units',
    amount % payoutMultiple(facts.currency),
    'Payouts in this currency are in whole units.',
  );
  return { amount, steps, stays };
}

/** Whether Stripe takes a payout of this amount in this currency. */
export function isPayoutMultiple(amount: bigint, currency: Currency): boolean {
  return amount > 0n && amount % payoutMultiple(currency) === 0n;
}
