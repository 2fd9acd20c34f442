import type { FailureInWords } from '#lib/payouts/types.ts';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';

/** What went wrong, where the money is, and the next step. Nothing for a payout that did not go wrong. */
export function PayoutCallout({ payout, failure }: { payout: PayoutDetail; failure: FailureInWords | null }) {
  if (failure === null) return null;
  const paid = payout.statusChanges.find((change) => change.status === 'paid');
  const failed = payout.statusChanges.find((change) => change.status === 'failed');
  return (
    <Callout tone="failed" title={failure.happened.replace(/\.$/, '')}>
      {paid && failed ? (
        <p>
          Stripe had marked it paid; that was read <Time at={paid.seenAt} />. Its return was read{' '}
          <Time at={failed.seenAt} />.
        </p>
      ) : null}
      <p>
        <b className="strong">Where the money is:</b> {failure.whereTheMoneyIs}
      </p>
      <p>
        <b className="strong">Next:</b> {failure.nextStep}
      </p>
      {payout.failureCode === null ? null : (
        <p className="small soft">
          Stripe’s code <span className="mono">{payout.failureCode}</span>
          {payout.failureMessage === null ? null : <>, “{payout.failureMessage}”</>}
        </p>
      )}
    </Callout>
  );
}
