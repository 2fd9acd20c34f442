import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';

type Cancelled = Pick<PayoutRequestDetail, 'amount' | 'forgotten'>;

/**
 * What cancelling a request does, inside its form; where Stripe has a payout for it that the database had forgotten, whoever cancels says that
 * this one stays.
 */
export function CancelDoes({ request: { amount, forgotten } }: { request: Cancelled }) {
  const stays = forgotten === null || forgotten.stands === 'is_cancelled' ? null : forgotten.payoutId;
  return (
    <>
      <p className="soft">
        Cancel <Amount value={amount} run />?{' '}
        {stays === null
          ? 'Nothing leaves, and the money is free again.'
          : `Nothing more leaves. ${stays}, which Stripe has for it already, stays as it is.`}
      </p>
      {stays === null ? null : <input type="hidden" name="stays" value={stays} />}
    </>
  );
}
