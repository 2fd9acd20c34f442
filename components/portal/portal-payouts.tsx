import Link from 'next/link';
import type { PortalPayout } from '#lib/portal/types.ts';
import { Amount } from '../money/amount.tsx';
import { payoutStatus } from '../payouts/payout-words.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

/** The last payouts, as Stripe says they are. @param hasDetails there is a page with what each was made of */
export function PortalPayouts({
  payouts,
  hasDetails,
}: {
  payouts: readonly PortalPayout[];
  hasDetails: boolean;
}) {
  return (
    <section aria-labelledby="payouts">
      <h2 id="payouts">On its way and arrived</h2>
      {payouts.length === 0 ? (
        <p className="soft">Nothing has been paid out yet.</p>
      ) : (
        <ul className="portal-list">
          {payouts.map((payout) => (
            <Payout key={payout.payoutId} payout={payout} hasDetails={hasDetails} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Payout({
  payout: { payoutId, amount, status, isNotFinal, returnsUntil, occurredAt, arrivesOn, destination, failed },
  hasDetails,
}: {
  payout: PortalPayout;
  hasDetails: boolean;
}) {
  const { word, tone } = payoutStatus(status);
  const isRevocable = status === 'paid' && isNotFinal;
  const isMoving = status === 'pending' || status === 'in_transit';
  return (
    <li>
      <div className="portal-line">
        <Amount value={amount} run />
        <Badge tone={tone} dot>
          {isRevocable ? `${word}, not final yet` : word}
        </Badge>
      </div>
      <p className="small muted">
        {isMoving ? 'Arrives about ' : 'Sent '}
        <Time at={isMoving ? `${arrivesOn}T12:00:00Z` : occurredAt} show="day" />
        {destination === null ? null : ` · ${destination}`}
        {hasDetails ? (
          <>
            {' · '}
            <Link href={`/portal/payouts?payout=${payoutId}`} prefetch={false}>
              Details
              <span className="vh">
                {' '}
                of <Amount value={amount} run />
              </span>
            </Link>
          </>
        ) : null}
      </p>
      {isRevocable && returnsUntil !== null ? (
        <p className="small muted">
          The bank can send it back until <Time at={`${returnsUntil}T12:00:00Z`} show="day" />.
        </p>
      ) : null}
      {failed === null ? null : <p>{failed}</p>}
    </li>
  );
}
