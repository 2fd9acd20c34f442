import { bucketsOf } from '../../ledger.ts';
import { createRefund } from '../../resources/refunds.ts';
import { CAST } from '../cast.ts';
import { payEverything } from '../payout-runs.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, accountIdOf, instantOf } from '../stage.ts';

/** Paid out in full, then a recall of a whole batch: two sellers fall below zero, one of them has come back since. */
const FALLS = [
  { key: 'marigold', day: -35, debt: 6_000 },
  { key: 'nordlicht', day: -2, debt: 45_000 },
];

/** The platform bears the losses of both sellers, so Stripe holds back the same sum on the platform's balance. */
export function planNegativeBalances(stage: Stage): Scene[] {
  return FALLS.flatMap(({ key, day, debt }) => [
    {
      at: instantOf(stage, day, 8 * HOUR),
      name: `paid before the recall ${key}`,
      play: () => {
        const member = CAST.find((candidate) => candidate.key === key);
        if (member !== undefined) payEverything(stage, member);
      },
    },
    {
      at: instantOf(stage, day, 12 * HOUR),
      name: `recall ${key}`,
      play: () => {
        recall(stage, accountIdOf(stage, key), debt);
      },
    },
  ]);
}

function recall(stage: Stage, account: string, debt: number): void {
  const { core } = stage;
  const currency = core.store.accounts.find(account)?.row.account.default_currency ?? '';
  const balance = () =>
    bucketsOf(core, account, currency).reduce(
      (sum, [, bucket]) => sum + bucket.available + bucket.pending,
      0,
    );
  const sold = [...core.store.charges.rows(account)].reverse();
  for (const charge of sold) {
    if (balance() <= -debt) return;
    const refundable = charge.status === 'succeeded' && !charge.disputed && charge.amount_refunded === 0;
    if (!refundable || charge.currency !== currency) continue;
    createRefund(core, {
      account,
      charge: charge.id,
      reason: 'requested_by_customer',
      refundApplicationFee: false,
    });
  }
}
