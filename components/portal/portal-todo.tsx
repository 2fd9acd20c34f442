import type { RequirementsInWords } from '#lib/connected-accounts/types.ts';
import { LinkButton } from '../ui/button.tsx';
import { Callout } from '../ui/card.tsx';

/** What the owner must do next, in plain steps with the deadline; nothing when there is nothing to do. @param isHere on the page where they are taken */
export function PortalTodo({
  todo,
  detailsSubmitted,
  isHere = false,
}: {
  todo: RequirementsInWords;
  detailsSubmitted: boolean;
  isHere?: boolean;
}) {
  const { blocked, deadline, overdue, dueNow, dueLater, beingChecked } = todo;
  const steps = [...overdue, ...dueNow];
  if (blocked === null && detailsSubmitted && steps.length === 0 && beingChecked.length === 0) {
    return dueLater.length === 0 ? null : (
      <details className="fold">
        <summary>Asked for later: {dueLater.length}</summary>
        <Steps steps={dueLater} />
      </details>
    );
  }
  return (
    <Callout
      {...(overdue.length > 0 || blocked !== null ? { tone: 'failed' } : { tone: 'held' })}
      title={detailsSubmitted ? 'What you must do next' : 'Finish setting up your account'}
    >
      {blocked === null ? null : <p>{blocked}</p>}
      {deadline === null || steps.length === 0 ? null : <p>{deadline}</p>}
      <Steps steps={steps} />
      {beingChecked.length > 0 ? (
        <p>Stripe is checking what you sent; there is nothing to do about that.</p>
      ) : null}
      {!isHere && (steps.length > 0 || !detailsSubmitted) ? (
        <div className="callout-acts">
          <LinkButton href="/portal/account" kind="primary">
            {detailsSubmitted ? 'Give what is asked for' : 'Continue'}
          </LinkButton>
        </div>
      ) : null}
    </Callout>
  );
}

function Steps({ steps }: { steps: RequirementsInWords['dueNow'] }) {
  if (steps.length === 0) return null;
  return (
    <ul className="portal-steps">
      {steps.map(({ code, text }) => (
        <li key={code}>{text}</li>
      ))}
    </ul>
  );
}
