import type { PayoutDetail, PayoutFinality } from '#lib/payouts/types.ts';
import { Time } from '../ui/time.tsx';

/** How final a payout is, in one sentence. */
export function Finality({ payout, finality }: { payout: PayoutDetail; finality: PayoutFinality }) {
  if (finality.revocableUntilOn !== null) {
    return (
      <>
        Paid, but not final: the bank can send it back until{' '}
        <Time at={`${finality.revocableUntilOn}T00:00:00Z`} show="day" />.
      </>
    );
  }
  switch (finality.state) {
    case 'final':
      return <>Final: the time in which the bank can send it back has passed.</>;
    case 'returned':
      // What a failure means stands in words of its own above.
      return payout.status === 'canceled' ? (
        <>Cancelled at Stripe before the bank had it. The money is back in the balance.</>
      ) : null;
    default:
      return (
        <>
          {payout.status === 'pending' ? whilePending(payout) : 'Sent to the bank; it cannot be cancelled.'}{' '}
          Expected <Time at={`${payout.arrivesOn}T00:00:00Z`} show="day" />.
        </>
      );
  }
}

/** What can be done about it before the bank has it. */
function whilePending({ isAutomatic, method }: PayoutDetail): string {
  if (isAutomatic) return 'Not sent yet. Stripe cancels no automatic payout.';
  return method === 'instant'
    ? 'Not sent yet. It is instant and goes out at once: do not count on cancelling it at Stripe.'
    : 'Not sent yet: while it is pending, it can be cancelled at Stripe.';
}
