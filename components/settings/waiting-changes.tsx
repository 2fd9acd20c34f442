import type { StepUpWays } from '#lib/approvals/types.ts';
import type { WaitingChange } from '#lib/people/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Time } from '../ui/time.tsx';
import { changeWords } from './change-words.ts';

/** What waits for a second administrator. @param decide `null` for who may only read @param me the reader's id */
export function WaitingChanges({
  changes,
  decide,
  ways,
  me,
  sameHands,
}: {
  changes: readonly WaitingChange[];
  decide: FormAction | null;
  ways: StepUpWays | null;
  me: string;
  /** Of those who asked, by operator id: why they count as one hand with the reader, who then cannot approve. */
  sameHands: ReadonlyMap<string, string>;
}) {
  return (
    <ul className="settings-list">
      {changes.map((waiting) => (
        <li key={waiting.changeRequestId}>
          <div>
            <p>
              <b>{waiting.name}</b>: {changeWords(waiting)}
            </p>
            <p className="small muted">
              {waiting.requestedBy === me ? 'You' : waiting.requestedByName} asked{' '}
              <Time at={waiting.requestedAt} show="relative" />
            </p>
          </div>
          {decide && ways ? (
            <Decision
              waiting={waiting}
              decide={decide}
              ways={ways}
              isOwn={waiting.requestedBy === me}
              oneHand={sameHands.get(waiting.requestedBy)}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Decision({
  waiting: { changeRequestId, root },
  decide,
  ways,
  isOwn,
  oneHand,
}: {
  waiting: WaitingChange;
  decide: FormAction;
  ways: StepUpWays;
  isOwn: boolean;
  oneHand: string | undefined;
}) {
  if (isOwn)
    return (
      <ActionForm action={decide} fields={{ changeRequestId, decision: 'withdrawn' }} label="Withdraw" small>
        <span className="small muted">Another administrator decides.</span>
      </ActionForm>
    );
  return (
    <div className="actions">
      {oneHand === undefined ? (
        <details className="fold">
          <summary>Approve…</summary>
          <ConfirmForm
            action={decide}
            fields={{ changeRequestId, decision: 'approved' }}
            ways={ways}
            purpose="people.change"
            root={root}
            does="Approve"
            pendingLabel="Approving …"
          />
        </details>
      ) : (
        <span className="small muted">{oneHand} Another administrator approves.</span>
      )}
      <ActionForm action={decide} fields={{ changeRequestId, decision: 'rejected' }} label="Reject" small />
    </div>
  );
}
