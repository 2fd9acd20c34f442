import type { Route } from 'next';
import Link from 'next/link';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { lockStrengthPhrase } from '../connected-accounts/lock-words.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { whyNotDecide, type DecisionRights } from './decision-rights.ts';
import { DecisionWatch } from './decision-watch.tsx';
import { destinationText } from './payout-words.ts';
import { askedBy, requestState } from './request-words.ts';
import { ReviewClaim } from './review-claim.tsx';

/** Who is paid what, where it goes, where it stands, and who has it open. */
export function RequestHead({
  request,
  rights,
  pageHref,
  isPage = false,
}: {
  request: PayoutRequestDetail;
  rights: DecisionRights;
  pageHref: Route;
  /** The page's own heading stands above. */
  isPage?: boolean;
}) {
  const { payoutRequestId, state } = request;
  const { word, tone } = requestState(state);
  const isDecidable = state === 'in_review';
  return (
    <div className="request-head">
      {isPage ? null : (
        <h2>
          <Link href={pageHref} prefetch={false} data-panel-page="">
            <bdi>{request.connectedAccountName}</bdi>
          </Link>
        </h2>
      )}
      <p className="side-amount">
        <Amount value={request.amount} run />{' '}
        <Badge dot tone={tone}>
          {word}
        </Badge>
      </p>
      <p className="small muted">
        To{' '}
        {destinationText(request.destinationInstitution, request.destinationLast4) ??
          'a destination that has gone'}
        {request.goneDestination !== null ? (
          <>
            {' '}
            <Badge tone="failed">{request.goneDestination === 'errored' ? 'Takes no payouts' : 'Gone'}</Badge>
          </>
        ) : null}
        {' · '}asked for <Time at={request.askedAt} /> {askedBy(request)}
        {request.reopenedBy === null ? '' : `, opened again by ${request.reopenedBy}`} ·{' '}
        {lockStrengthPhrase(request.lockStrength)}
      </p>
      {request.payoutId === null ? null : (
        <p className="small">
          Stripe’s payout{' '}
          <Link href={`/payouts/${request.payoutId}`} prefetch={false} className="mono">
            {request.payoutId}
          </Link>
        </p>
      )}
      {isDecidable ? (
        <ReviewClaim
          key={payoutRequestId}
          payoutRequestId={payoutRequestId}
          canClaim={whyNotDecide(request, rights) === null}
          other={rights.isOpenByMe ? null : (request.reviewer?.name ?? null)}
        />
      ) : null}
      <DecisionWatch payoutRequestId={payoutRequestId} stand={rights.stand} />
    </div>
  );
}
