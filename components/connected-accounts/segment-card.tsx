import type { StepUpWays } from '#lib/approvals/types.ts';
import type { SegmentView } from '#lib/connected-accounts/types.ts';
import { counted } from '#lib/counted.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Callout, Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { bandWords, lossInWords } from './band-words.ts';

export type SegmentActions = { confirm: FormAction; refuse: FormAction; ways: StepUpWays };

const REASON_MAX = 500;

/**
 * The band of an account, the points that made it, what it does, and how it came.
 * @param actions null for who may not decide @param whyNotAgree why its reader cannot agree to what is proposed, in a sentence
 */
export function SegmentCard({
  segment,
  actions,
  whyNotAgree,
}: {
  segment: SegmentView | null;
  actions: SegmentActions | null;
  whyNotAgree: string | null;
}) {
  if (segment === null)
    return (
      <Section id="band" title="Risk band">
        <p className="muted">Not scored yet. It is within a minute, or when a payout is asked for.</p>
      </Section>
    );
  const { word, tone } = bandWords(segment.band);
  return (
    <Section
      id="band"
      title="Risk band"
      aside={
        <>
          scored <Time at={segment.assessedAt} show="relative" />
        </>
      }
    >
      <p className="lock-line">
        <Badge {...(tone === undefined ? {} : { tone })}>{word}</Badge> {counted(segment.points, 'point')}.
        About {lossInWords(segment.expectedLossBp)} of the volume of such accounts is expected to be lost.
      </p>
      <p>For what is asked for now, beside what the published policy asks for:</p>
      <ul className="bullets">
        {segment.effects.map(({ name, words }) => (
          <li key={name}>
            <b className="strong">{name}:</b> {words}.
          </li>
        ))}
      </ul>
      {segment.verificationOwed === null ? null : <p>{segment.verificationOwed}</p>}
      {segment.outside.map(({ code, text, source }) => (
        <Callout key={code} tone="failed" title="Held whatever the points">
          <p>
            {text} <span className="small muted">{source}.</span>
          </p>
        </Callout>
      ))}
      {segment.proposal === null ? null : (
        <Proposal segment={segment} actions={actions} whyNotAgree={whyNotAgree} />
      )}
      <Points segment={segment} />
      <History segment={segment} />
    </Section>
  );
}

/** A looser band counts when a person agrees; a stricter one counted at once. */
function Proposal({
  segment,
  actions,
  whyNotAgree,
}: {
  segment: SegmentView;
  actions: SegmentActions | null;
  whyNotAgree: string | null;
}) {
  const { proposal, segmentAssessmentId: seenAssessmentId } = segment;
  if (proposal === null) return null;
  const fields = { segmentProposalId: proposal.segmentProposalId, seenAssessmentId };
  return (
    <Callout tone="held" title={`The points say ${bandWords(proposal.toBand).word.toLowerCase()} by now`}>
      <p>
        Proposed <Time at={proposal.proposedAt} show="relative" />. A stricter band counts at once, a looser
        one when a person agrees.
      </p>
      <Changes proposal={proposal} />
      {actions === null ? (
        <p className="muted">A risk reviewer or an administrator decides.</p>
      ) : (
        <>
          {whyNotAgree === null ? (
            <ConfirmForm
              action={actions.confirm}
              fields={fields}
              ways={actions.ways}
              purpose="segments.loosen"
              root={proposal.root}
              does="Agree to the looser band"
              pendingLabel="Changing …"
            >
              <WordsField
                lengthMax={REASON_MAX}
                name="reason"
                label="Why"
                hint="For colleagues and on record."
              />
            </ConfirmForm>
          ) : (
            <p className="soft">
              {whyNotAgree} Somebody else agrees to the looser band; you can keep the stricter one.
            </p>
          )}
          <details className="fold">
            <summary>Keep the stricter one…</summary>
            <ActionForm action={actions.refuse} fields={fields} label="Keep it" pendingLabel="Keeping …">
              <WordsField
                lengthMax={REASON_MAX}
                name="reason"
                label="Why it stays"
                hint="For colleagues and on record."
              />
            </ActionForm>
          </details>
        </>
      )}
    </Callout>
  );
}

/** Before anybody agrees: what it changes for what is asked for from then on, and what it leaves as it is. */
function Changes({ proposal: { changes, waiting } }: { proposal: NonNullable<SegmentView['proposal']> }) {
  return (
    <>
      <p>Agreeing changes at once, for every payout that is asked for from then on:</p>
      <ul className="bullets">
        {changes.map(({ name, now, then }) => (
          <li key={name}>
            <b className="strong">{name}:</b> {now} <span aria-hidden="true">→</span>
            <span className="vh">becomes</span> <b className="strong">{then}</b>
          </li>
        ))}
        {changes.length === 0 ? <li>Nothing but its name.</li> : null}
      </ul>
      <p className="soft">
        {waiting.count === 0 ? (
          'No payout of this account waits now. A wait that was given never ends sooner.'
        ) : (
          <>
            {counted(waiting.count, 'payout')} of this account{' '}
            {waiting.count === 1 ? 'waits and keeps its wait' : 'wait and keep their waits'}, until{' '}
            {waiting.until === null ? null : <Time at={waiting.until} />} at the latest, and the people that{' '}
            {waiting.count === 1 ? 'it needs' : 'they need'}.
          </>
        )}{' '}
        The published policy asks for what it asks for beside this.
      </p>
    </>
  );
}

function Points({ segment: { items, scorecardHash } }: { segment: SegmentView }) {
  return (
    <details className="fold">
      <summary>What the points are for</summary>
      <ul className="bullets">
        {items.map(({ item, points, text, source }) => (
          <li key={item}>
            <b className="strong">{points === 0 ? '0' : `+${String(points)}`}</b> It {text}.{' '}
            <span className="small muted">Source: {source}.</span>
          </li>
        ))}
      </ul>
      <p className="small muted">
        Scorecard <span className="mono">{scorecardHash.slice(0, 12)}</span>. Sanctions, countries and
        categories that nobody is paid in stand outside it.
      </p>
    </details>
  );
}

function History({ segment: { history } }: { segment: SegmentView }) {
  return (
    <details className="fold">
      <summary>How it came to this</summary>
      <ol className="bullets">
        {history.map(({ segmentAssessmentId, assessedAt, band, why, by }) => (
          <li key={segmentAssessmentId}>
            <Time at={assessedAt} /> <b className="strong">{bandWords(band).word}</b>: {why}{' '}
            <span className="small muted">{by === 'assess-segments' ? 'By the scorecard' : `By ${by}`}.</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
