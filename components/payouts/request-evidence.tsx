import type { HoldView } from '#lib/holds/types.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { HoldList } from '../holds/hold-list.tsx';
import type { HoldActions } from '../holds/hold-release.tsx';
import { Dot } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { whoFailedIt } from './attempt-words.ts';
import { ForgottenPayout, type AboutForgotten } from './forgotten-payout.tsx';
import { PreviewLines } from './preview-lines.tsx';
import { RequestStory } from './request-story.tsx';
import { afterTheWait, isUndecided, routeWord } from './request-words.ts';
import { UnknownOutcome, type ConfirmAbsence } from './unknown-outcome.tsx';

type Shown = {
  request: PayoutRequestDetail;
  /** By the id of an open hold, what its owner's portal says for it. */
  ownerReads: ReadonlyMap<string, readonly string[]>;
  now: Date;
  /** Operator id of the reader. */
  mine: string;
  /** Null for whoever may not release. */
  holdActions: HoldActions | null;
  /** Null for whoever may not say that a payout with an unknown outcome leaves again. */
  confirmAbsence: ConfirmAbsence | null;
  /** Null for whoever may not decide about a payout of a forgotten time. */
  aboutForgotten: AboutForgotten | null;
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

/** Why it waits: an unknown outcome, a payout of a forgotten time, holds, the policy's wait, and what sends it to people. */
export function RequestWhy({ confirmAbsence, aboutForgotten, ...shown }: Shown) {
  const { request } = shown;
  return (
    <>
      {request.unknown === null ? null : (
        <UnknownOutcome unknown={request.unknown} confirm={confirmAbsence} />
      )}
      {request.forgotten === null ? null : (
        <ForgottenPayout forgotten={request.forgotten} about={aboutForgotten} />
      )}
      <Holds {...shown} />
      <Wait request={request} />
      <Reasons request={request} />
    </>
  );
}

/**
 * The holds that keep it, apart from those that do not: a reserve that it leaves untouched, and what stands on the account of a
 * payout that is past being held.
 */
function Holds({
  request,
  ownerReads,
  now,
  mine,
  holdActions: actions,
}: Omit<Shown, 'confirmAbsence' | 'aboutForgotten'>) {
  const { holds, preview, payoutRequestId } = request;
  const canBeHeld = isUndecided(request);
  const keeps = ({ holdId }: HoldView): boolean => canBeHeld && preview.heldBy.includes(holdId);
  const shown = { ownerReads, now, mine, actions, payoutRequestId };
  const besides = holds.filter((hold) => !keeps(hold));
  return (
    <>
      {holds.some(keeps) ? (
        <section aria-labelledby="held">
          <h3 id="held">Held because</h3>
          <HoldList holds={holds.filter(keeps)} {...shown} releaseKey={RELEASE_KEY} />
        </section>
      ) : null}
      {besides.length === 0 ? null : (
        <section aria-labelledby="not-held">
          <h3 id="not-held">{besidesTitle(besides, canBeHeld)}</h3>
          <HoldList
            holds={besides}
            {...shown}
            isBesides
            releaseKey={holds.some(keeps) ? undefined : RELEASE_KEY}
          />
        </section>
      )}
    </>
  );
}

/** As `DECISION_KEYS` knows it. */
const RELEASE_KEY = 'l';

function besidesTitle(holds: readonly HoldView[], canBeHeld: boolean): string {
  if (holds.every(({ state }) => state === 'released')) return 'Was held';
  return canBeHeld
    ? 'Kept of the balance, not of this payout'
    : 'On the account; not in the way of this payout';
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

/** What approving would do now, or of what is approved, what comes of it; nothing where neither is left to come. */
export function RequestEffect({ request }: { request: PayoutRequestDetail }) {
  if (!isUndecided(request)) return null;
  const isApproved = request.state === 'approved';
  return (
    <section aria-labelledby="effect">
      <h3 id="effect">{isApproved ? 'What sending it will do' : 'What approving will do'}</h3>
      <PreviewLines preview={request.preview} isApproved={isApproved} />
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
        {particulars
          // Whose no it was stands among the reasons, with theirs.
          .filter(({ code }) => code !== 'rejected_before')
          .map(({ code, words }) => (
            <li key={words}>
              <Dot tone={code.startsWith('destination_') ? 'held' : undefined} />
              <span>{words}</span>
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
