import type { OwnerTodo } from '#lib/portal/types.ts';
import { LinkButton } from '../ui/button.tsx';
import { Callout } from '../ui/card.tsx';
import { TextWithTimes } from '../ui/text-with-times.tsx';
import { KEPT } from './portal-parts.ts';

/** What the owner must do next, in plain steps with the deadline; nothing when there is nothing to do. @param isHere on the page where they are taken @param letsGive that page takes them now */
export function PortalTodo({
  todo,
  detailsSubmitted,
  letsGive,
  isHere = false,
}: {
  todo: OwnerTodo;
  detailsSubmitted: boolean;
  letsGive: boolean;
  isHere?: boolean;
}) {
  const { blocked, deadline, overdue, dueNow, dueLater, beingChecked, comes, isWaiting } = todo;
  const steps = [...overdue, ...dueNow];
  const isUnfinished = !detailsSubmitted && !isWaiting;
  const isQuiet = blocked === null && !isUnfinished && steps.length === 0;
  if (isQuiet && beingChecked.length === 0 && comes === null) {
    return dueLater.length === 0 ? null : (
      <details className="fold">
        <summary>Asked for later: {dueLater.length}</summary>
        <Steps steps={dueLater} />
      </details>
    );
  }
  return (
    <Callout
      {...(overdue.length > 0 || (blocked !== null && !todo.isNew) ? { tone: 'failed' } : { tone: 'held' })}
      title={titleOf({
        isUnfinished,
        isAsked: steps.length > 0,
        isOnlyAnnounced: isQuiet && comes !== null,
      })}
    >
      {blocked === null ? null : <p>{blocked}</p>}
      {deadline === null || steps.length === 0 ? null : (
        <p>
          <TextWithTimes text={deadline} seconds={false} />
        </p>
      )}
      <Steps steps={steps} />
      {beingChecked.length > 0 ? (
        <p>Stripe is checking what you sent; there is nothing to do about that.</p>
      ) : null}
      <Comes comes={comes} isAlone={steps.length === 0} />
      {isHere || (steps.length === 0 && comes === null && !isUnfinished) ? null : !letsGive ? (
        <p>{KEPT}</p>
      ) : (
        <div className="callout-acts">
          <LinkButton href="/portal/account" kind="primary">
            {detailsSubmitted ? 'Give what is asked for' : 'Continue'}
          </LinkButton>
        </div>
      )}
    </Callout>
  );
}

/** Never “must do” above what nobody can do anything about: what is being checked or looked at, or is over. */
function titleOf(of: { isUnfinished: boolean; isAsked: boolean; isOnlyAnnounced: boolean }): string {
  if (of.isUnfinished) return 'Finish setting up your account';
  if (of.isAsked) return 'What you must do next';
  return of.isOnlyAnnounced ? 'What you will be asked for' : 'How your account stands';
}

/** What Stripe has announced; it can be given before it is due. @param isAlone nothing is due before it */
function Comes({ comes, isAlone }: { comes: OwnerTodo['comes']; isAlone: boolean }) {
  if (comes === null) return null;
  return (
    <>
      {isAlone ? null : <p className="strong">After that:</p>}
      {comes.deadline === null ? null : (
        <p>
          <TextWithTimes text={comes.deadline} seconds={false} />
        </p>
      )}
      <Steps steps={comes.steps} />
    </>
  );
}

function Steps({ steps }: { steps: OwnerTodo['dueNow'] }) {
  if (steps.length === 0) return null;
  return (
    <ul className="portal-steps">
      {steps.map(({ code, text }) => (
        <li key={code}>{text}</li>
      ))}
    </ul>
  );
}
