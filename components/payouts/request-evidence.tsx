import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { HoldList } from '../holds/hold-list.tsx';
import type { HoldActions } from '../holds/hold-release.tsx';
import { Dot } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { whoFailedIt } from './attempt-words.ts';
import { PreviewLines } from './preview-lines.tsx';
import { RequestStory } from './request-story.tsx';
import { afterTheWait, routeWord } from './request-words.ts';
import { UnknownOutcome, type ConfirmAbsence } from './unknown-outcome.tsx';

type Shown = {
  request: PayoutRequestDetail;
  now: Date;
  /** Operator id of the reader. */
  mine: string;
  /** Null for whoever may not release. */
  holdActions: HoldActions | null;
  /** Null for whoever may not say that a payout with an unknown outcome leaves again. */
  confirmAbsence: ConfirmAbsence | null;
};

/** Everything that is known about a request before it is decided, one below the other: what approving would do before the story. */
export function RequestEvidence(shown: Shown) {
  const { request } = shown;
  return (
    <div className="evidence">
      <RequestWhy {...shown} />
      <RequestEffect request={request} />
      <RequestStory request={request} />
    </div>
  );
}

/** Why it waits: an unknown outcome, holds, the policy's wait, and what sends it to people. */
export function RequestWhy({ request, now, mine, holdActions, confirmAbsence }: Shown) {
  return (
    <>
      {request.unknown === null ? null : (
        <UnknownOutcome unknown={request.unknown} confirm={confirmAbsence} />
      )}
      {request.holds.length === 0 ? null : (
        <section aria-labelledby="held">
          <h3 id="held">Held because</h3>
          <HoldList
            holds={request.holds}
            now={now}
            mine={mine}
            actions={holdActions}
            payoutRequestId={request.payoutRequestId}
          />
        </section>
      )}
      <Wait request={request} />
      <Reasons request={request} />
    </>
  );
}

/** Until when the policy makes it wait, by which line, and what comes then. */
function Wait({ request }: { request: PayoutRequestDetail }) {
  const { waitsUntil, waitReasons } = request;
  if (waitsUntil === null) return null;
  return (
    <section aria-labelledby="wait">
      <h3 id="wait">
        Waits until <Time at={waitsUntil} year />
      </h3>
      <ul className="reasons">
        {waitReasons.map((reason) => (
          <li key={reason}>
            <Dot tone="held" />
            <span>{reason}</span>
          </li>
        ))}
      </ul>
      <p className="small">{afterTheWait(request)}</p>
    </section>
  );
}

/** What approving would do now; nothing where there is nothing to approve. */
export function RequestEffect({ request }: { request: PayoutRequestDetail }) {
  if (request.state !== 'in_review' && request.state !== 'approved') return null;
  return (
    <section aria-labelledby="effect">
      <h3 id="effect">What approving will do</h3>
      <PreviewLines preview={request.preview} />
    </section>
  );
}

function Reasons({
  request: { routeReasons, waitReasons, particulars, route, failureCode, failureMessage, attempts },
}: {
  request: PayoutRequestDetail;
}) {
  return (
    <section aria-labelledby="because">
      <h3 id="because">{route === 'people' ? 'Why people decide' : 'Why nobody has to decide'}</h3>
      <ul className="reasons">
        {failureCode === null ? null : (
          <li>
            <Dot tone="failed" />
            <span>
              {whoFailedIt(attempts)}: {failureCode.replaceAll('_', ' ')}
              {failureMessage === null ? null : <span className="sub"> {failureMessage}</span>}
            </span>
          </li>
        )}
        {particulars.map((particular) => (
          <li key={particular}>
            <Dot tone={particular.startsWith('Destination changed') ? 'held' : undefined} />
            <span>{particular}</span>
          </li>
        ))}
        {routeReasons.map((reason) => (
          <li key={reason}>
            <Dot />
            <span>
              {reason}
              <span className="sub">{routeWord(waitReasons.includes(reason) ? 'wait' : route)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
