import { ConfirmForm } from '#components/approvals/confirm-form.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import type { FormAction } from '#components/ui/answered-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { Time } from '#components/ui/time.tsx';
import type { StepUpWays } from '#lib/approvals/types.ts';
import type { KillSwitchPressed } from '#lib/kill-switch/types.ts';

type Release = {
  pressed: KillSwitchPressed;
  mine: string;
  mayRelease: boolean;
  /** Why whoever asked counts as one hand with the reader, who then cannot confirm; null otherwise. */
  oneHand: string | null;
  ask: FormAction;
  confirm: FormAction;
  keep: FormAction | null;
  ways: StepUpWays;
  /** What whoever confirms the release confirms, as a hash; empty while nobody has asked. */
  root: string;
};

/** The way out: one person asks with a reason, another confirms and proves to be there. Nothing is switched on again by it. */
export function ReleaseForms({
  pressed,
  mine,
  mayRelease,
  oneHand,
  ask,
  confirm,
  keep,
  ways,
  root,
}: Release) {
  const { killSwitchId, state } = pressed;
  if (state === 'released') return null;
  if (state === 'engaging')
    return <p className="muted">It can be released once nothing it covers is under way.</p>;
  if (state === 'release_asked')
    return <Asked {...{ pressed, mine, mayRelease, oneHand, confirm, keep, ways, root }} />;
  return (
    <Section id="release" title="Release" lead="Two people: one asks with a reason, another confirms.">
      {mayRelease ? (
        <ActionForm
          action={ask}
          fields={{ killSwitchId }}
          label="Ask for the release"
          pendingLabel="Asking …"
        >
          <span className="field">
            <label htmlFor="release-reason">Why money may leave again</label>
            <input
              id="release-reason"
              name="reason"
              className="input"
              required
              maxLength={500}
              autoComplete="off"
            />
          </span>
        </ActionForm>
      ) : (
        <p className="muted">Risk reviewers and administrators may ask.</p>
      )}
    </Section>
  );
}

/** One has asked; another confirms, or anybody who may press keeps it. */
function Asked({
  pressed: { killSwitchId, releaseAskedById, releaseAskedBy, releaseAskedAt, releaseReason },
  mine,
  mayRelease,
  oneHand,
  confirm,
  keep,
  ways,
  root,
}: Omit<Release, 'ask'>) {
  return (
    <Callout tone="held" title={`${releaseAskedBy ?? 'Somebody'} asks for the release`}>
      <p>
        “{releaseReason}”
        {releaseAskedAt === null ? null : (
          <span className="muted">
            {' '}
            asked <Time at={releaseAskedAt} show="relative" />
          </span>
        )}
      </p>
      <p className="small muted">
        After it, approved payouts leave again. Schedules that were switched off at Stripe stay off, and holds
        stay.
      </p>
      <div className="actions press-actions">
        {mayRelease && releaseAskedById !== mine && oneHand === null ? (
          <ConfirmForm
            action={confirm}
            fields={{ killSwitchId, askedBy: releaseAskedById ?? '' }}
            ways={ways}
            purpose="kill_switch.release"
            root={root}
            does="Release the switch"
            pendingLabel="Releasing …"
            kind="danger"
          />
        ) : (
          <p className="small muted">
            {releaseAskedById === mine
              ? 'You asked. A second person has to confirm.'
              : mayRelease && oneHand !== null
                ? `${oneHand} Somebody else has to confirm.`
                : 'Risk reviewers and administrators may confirm.'}
          </p>
        )}
        {keep ? (
          <ActionForm action={keep} fields={{ killSwitchId }} label="Keep it" pendingLabel="Keeping …" />
        ) : null}
      </div>
    </Callout>
  );
}
