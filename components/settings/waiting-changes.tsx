import type { WaitingChange } from '#lib/people/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Time } from '../ui/time.tsx';
import { ROLES } from './role-words.ts';

type FormAction = Parameters<typeof ActionForm>[0]['action'];

/** What waits for a second administrator. @param decide `null` for who may only read @param me the reader's id */
export function WaitingChanges({
  changes,
  decide,
  me,
  sameHands,
}: {
  changes: readonly WaitingChange[];
  decide: FormAction | null;
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
          {decide ? (
            <Decision
              waiting={waiting}
              decide={decide}
              isOwn={waiting.requestedBy === me}
              oneHand={sameHands.get(waiting.requestedBy)}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function changeWords({ change, fromRole, toRole }: WaitingChange): string {
  switch (change) {
    case 'role':
      return `${ROLES[fromRole].name} becomes ${ROLES[toRole].name}`;
    case 'disable':
      return `${ROLES[fromRole].name} is disabled`;
    case 'enable':
      return `${ROLES[fromRole].name} is enabled again`;
  }
}

function Decision({
  waiting: { changeRequestId },
  decide,
  isOwn,
  oneHand,
}: {
  waiting: WaitingChange;
  decide: FormAction;
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
        <ActionForm
          action={decide}
          fields={{ changeRequestId, decision: 'approved' }}
          label="Approve"
          small
        />
      ) : (
        <span className="small muted">{oneHand} Another administrator approves.</span>
      )}
      <ActionForm action={decide} fields={{ changeRequestId, decision: 'rejected' }} label="Reject" small />
    </div>
  );
}
