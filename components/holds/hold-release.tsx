import type { HoldView } from '#lib/holds/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Time } from '../ui/time.tsx';
import { HoldText } from './hold-text.tsx';

type Action = Parameters<typeof ActionForm>[0]['action'];
export type HoldActions = { ask: Action; confirm: Action; keep: Action };

/** The way out of one hold: a person asks with a reason, another one confirms. */
export function HoldRelease({
  hold: { holdId, state, releaseAskedById, releaseAskedBy, releaseAskedAt, releaseReason },
  mine,
  actions,
}: {
  hold: HoldView;
  mine: string;
  actions: HoldActions | null;
}) {
  if (state === 'open')
    return actions === null ? null : (
      <details className="fold">
        <summary>Ask for its release…</summary>
        <ActionForm
          action={actions.ask}
          fields={{ holdId }}
          label="Ask for the release"
          pendingLabel="Asking …"
        >
          <HoldText
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
          ) : (
            <ActionForm
              action={actions.confirm}
              fields={{ holdId, askedBy: releaseAskedById ?? '' }}
              kind="primary"
              small
              label="Release"
              pendingLabel="Releasing …"
            />
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
