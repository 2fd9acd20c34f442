import type { StepUpWays } from '#lib/approvals/types.ts';
import type { HoldView } from '#lib/holds/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { Time } from '../ui/time.tsx';

export type HoldActions = {
  ask: FormAction;
  confirm: FormAction;
  keep: FormAction;
  ways: StepUpWays;
  /** Of those who asked, by operator id: why they count as one hand with the reader, who then cannot confirm. */
  sameHands: ReadonlyMap<string, string>;
};

/** Whether its reader has a form for it: to ask for its release, or to confirm what somebody else asked for. */
export function offersRelease(
  { state, releaseAskedById }: HoldView,
  mine: string,
  actions: HoldActions | null,
): boolean {
  if (actions === null || state === 'released') return false;
  return state === 'open' || (releaseAskedById !== mine && !actions.sameHands.has(releaseAskedById ?? ''));
}

function Opener({ label, letter }: { label: string; letter: string | undefined }) {
  return (
    <summary aria-keyshortcuts={letter}>
      {label} {letter === undefined ? null : <kbd aria-hidden="true">{letter}</kbd>}
    </summary>
  );
}

/**
 * The way out of one hold: a person asks with a reason, another one confirms and proves to be there.
 * @param letter the key that opens its form
 */
export function HoldRelease({
  hold: { holdId, state, releaseAskedById, releaseAskedBy, releaseAskedAt, releaseReason, releaseRoot },
  mine,
  actions,
  letter,
}: {
  hold: HoldView;
  mine: string;
  actions: HoldActions | null;
  letter?: string | undefined;
}) {
  const oneHand = actions?.sameHands.get(releaseAskedById ?? '');
  if (state === 'open')
    return actions === null ? null : (
      <details className="fold" data-decide={letter}>
        <Opener label="Ask for its release…" letter={letter} />
        <ActionForm
          action={actions.ask}
          fields={{ holdId }}
          label="Ask for the release"
          pendingLabel="Asking …"
        >
          <WordsField
            lengthMax={500}
            name="reason"
            label="Why the reason is gone"
            hint="A second person reads this and confirms."
          />
        </ActionForm>
      </details>
    );
  return (
    <div className="hold-asked">
      <p>
        <b>{releaseAskedBy ?? 'Somebody'} asks for the release</b>
        {releaseAskedAt === null ? null : (
          <>
            {' '}
            <Time at={releaseAskedAt} show="relative" />
          </>
        )}
        : <bdi>{releaseReason}</bdi>
      </p>
      {actions === null ? null : (
        <div className="hold-acts">
          {releaseAskedById === mine ? (
            <p className="small muted">You asked. A second person has to confirm.</p>
          ) : oneHand !== undefined ? (
            <p className="small muted">{oneHand} Somebody else has to confirm.</p>
          ) : (
            <details className="fold" data-decide={letter}>
              <Opener label="Release…" letter={letter} />
              <ConfirmForm
                action={actions.confirm}
                fields={{ holdId, askedBy: releaseAskedById ?? '' }}
                ways={actions.ways}
                purpose="holds.release"
                root={releaseRoot ?? ''}
                does="Release"
                pendingLabel="Releasing …"
              />
            </details>
          )}
          <ActionForm
            action={actions.keep}
            fields={{ holdId }}
            small
            label="Keep the hold"
            pendingLabel="Keeping …"
          />
        </div>
      )}
    </div>
  );
}
