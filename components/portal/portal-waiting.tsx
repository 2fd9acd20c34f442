import type { OwnInformationRequest } from '#lib/information-requests/types.ts';
import type { WaitingPayout } from '#lib/portal/types.ts';
import { Amount } from '../money/amount.tsx';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { TextWithRequests } from './text-with-requests.tsx';

/** What has not left, and why. @param staysBecause reasons beyond a single payout @param isEverythingKept they keep all of it @param requests what the owner was asked: a reason that names one leads to it */
export function PortalWaiting({
  waiting,
  hasMore,
  staysBecause,
  isEverythingKept,
  requests,
}: {
  waiting: readonly WaitingPayout[];
  hasMore: boolean;
  staysBecause: readonly string[];
  isEverythingKept: boolean;
  requests: readonly OwnInformationRequest[];
}) {
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">What waits, and why</h2>
      {staysBecause.length > 0 ? (
        <Callout
          tone="held"
          title={isEverythingKept ? 'We make no payouts now' : 'Not everything is paid out now'}
        >
          {staysBecause.map((text) => (
            <p key={text}>
              <TextWithRequests text={text} requests={requests} />
            </p>
          ))}
        </Callout>
      ) : null}
      {waiting.length === 0 ? (
        <p className="soft">No payout waits.</p>
      ) : (
        <ul className="portal-list">
          {waiting.map(({ payoutRequestId, amount, requestedAt, destination, why, waitsUntil }, at) => (
            <li key={payoutRequestId}>
              <div className="portal-line">
                <Amount value={amount} run />
                <span className="small muted">
                  asked for <Time at={requestedAt} show="day" />
                </span>
              </div>
              {destination === null ? null : <p className="small muted">To {destination}</p>}
              <Why why={why} said={staysBecause} before={waiting[at - 1]?.why ?? []} requests={requests} />
              {waitsUntil === null ? null : (
                <p>
                  It leaves <Time at={waitsUntil} year /> at the earliest.
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {hasMore ? <p className="small muted">Older ones wait too; these are the newest.</p> : null}
    </section>
  );
}

/** What stands above for every payout, or beside the one before, is not said again. */
function Why({
  why,
  said,
  before,
  requests,
}: {
  why: readonly string[];
  said: readonly string[];
  before: readonly string[];
  requests: readonly OwnInformationRequest[];
}) {
  const own = why.filter((text) => !said.includes(text));
  if (own.length === 0) return <p className="small muted">Waits as said above.</p>;
  if (own.every((text) => before.includes(text)))
    return <p className="small muted">Waits as the one before.</p>;
  return own.map((text) => (
    <p key={text}>
      <TextWithRequests text={text} requests={requests} />
    </p>
  ));
}
