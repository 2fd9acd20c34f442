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
        <>Cancelled before it left. The money stayed in the balance.</>
      ) : null;
    default:
      return (
        <>
          {payout.status === 'pending'
            ? 'Not sent yet; Stripe can still cancel it.'
            : 'Sent to the bank; it cannot be cancelled.'}{' '}
          Expected <Time at={`${payout.arrivesOn}T00:00:00Z`} show="day" />.
        </>
      );
  }
}
