import Link from 'next/link';
import type { ReactNode } from 'react';
import type { StepUpWays } from '#lib/approvals/types.ts';
import type { Person } from '#lib/people/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { ROLE_ORDER, ROLES } from './role-words.ts';
import { ShownOnceForm } from './shown-once-form.tsx';

type FormAction = Parameters<typeof ActionForm>[0]['action'];

export type PersonActions = {
  disable: FormAction;
  endSessions: FormAction;
  vouch: FormAction;
  renewLink: Parameters<typeof ShownOnceForm>[0]['action'];
};

/**
 * Everybody, with what can be done about them. @param actions `null` for who may only read @param ways with what a manager confirms, else
 * `null` @param me the reader's id
 */
export function PersonList({
  people,
  actions,
  ways,
  me,
}: {
  people: readonly Person[];
  actions: PersonActions | null;
  ways: StepUpWays | null;
  me: string;
}) {
  return (
    <ul className="settings-list">
      {people.map((person) => (
        <li
          key={person.operatorId}
          id={person.operatorId}
          className={person.isDisabled ? 'is-off' : undefined}
        >
          <div>
            <p className="head-line">
              <b>{person.name}</b>
              {person.operatorId === me ? <Badge tone="info">You</Badge> : null}
              {person.isDisabled ? <Badge>Disabled</Badge> : null}
            </p>
            <p className="small muted wrap-anywhere">{person.email}</p>
          </div>
          <div>
            <p>{ROLES[person.role].name}</p>
            <p className="small muted">
              <Presence person={person} />
            </p>
            <OneHand names={person.oneHandWith} />
            {person.hasWaitingFactor ? (
              <WaitingFactor person={person} mayConfirm={actions !== null && person.operatorId !== me} />
            ) : null}
          </div>
          {actions && ways ? <Changes person={person} actions={actions} ways={ways} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** Who could be them: gave them their link, or took away what they confirm with. */
function OneHand({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="small muted">
      Counts as one with <bdi>{names.join(' and ')}</bdi>, who gave them their link or removed what they
      confirm with, until another administrator vouches
    </p>
  );
}

/** What they confirm with is confirmed beside everybody else's. */
function WaitingFactor({ person: { name }, mayConfirm }: { person: Person; mayConfirm: boolean }) {
  const what = 'A new passkey or code waits for an administrator.';
  if (!mayConfirm) return <p className="small muted">{what}</p>;
  return (
    <p className="small">
      {what}{' '}
      <Link href="/settings/security#others" className="link">
        Confirm it<span className="vh"> for {name}</span>
      </Link>
    </p>
  );
}

function Presence({ person }: { person: Person }) {
  if (person.invitedUntil !== null && !person.hasPassword)
    return (
      <>
        invited, link works until <Time at={person.invitedUntil} />
      </>
    );
  if (person.lastSeenAt === null) return 'never signed in';
  return (
    <>
      {person.openSessions > 0 ? 'signed in, last used ' : 'last used '}
      <Time at={person.lastSeenAt} show="relative" />
    </>
  );
}

function Changes({ person, actions, ways }: { person: Person; actions: PersonActions; ways: StepUpWays }) {
  const { operatorId, name, role, isDisabled } = person;
  const roleId = `role-${operatorId}`;
  const mayHaveLink = !person.isDemoPersona && !isDisabled && role !== 'administrator';
  return (
    <details className="fold">
      <summary>
        Change<span className="vh"> {name}</span>…
      </summary>
      <div className="person-changes">
        {isDisabled ? null : (
          <ChooseChange operatorId={operatorId} change="role" label="Change role…">
            <label htmlFor={roleId} className="vh">
              Role of {name}
            </label>
            {/* Another role on the page must not keep what was chosen before. */}
            <select key={role} className="input input-sm" id={roleId} name="role" defaultValue={role}>
              {ROLE_ORDER.map((value) => (
                <option key={value} value={value}>
                  {ROLES[value].name}
                </option>
              ))}
            </select>
          </ChooseChange>
        )}
        {person.oneHandWith.length > 0 && person.isOtherHand ? (
          <div className="stack-tight">
            <p className="small muted">
              Only after you have asked them yourself: they chose their password, and nobody else has it.
            </p>
            <ConfirmForm
              action={actions.vouch}
              fields={{ operatorId }}
              ways={ways}
              purpose="people.vouch"
              root={person.vouchRoot}
              does={`Vouch for ${name}`}
              pendingLabel="Vouching …"
            />
          </div>
        ) : null}
        {person.openSessions > 0 ? (
          <ActionForm
            action={actions.endSessions}
            fields={{ operatorId }}
            label="Sign out everywhere"
            done="Signed out."
            small
          />
        ) : null}
        {mayHaveLink ? (
          <ShownOnceForm
            action={actions.renewLink}
            fields={{ operatorId }}
            label="New link for a password"
            note={`Give this to ${name} yourself. It works once, for three days, and is not shown again.`}
            small
          />
        ) : null}
        {isDisabled ? (
          <ChooseChange operatorId={operatorId} change="enable" label="Enable…" />
        ) : (
          <ActionForm
            action={actions.disable}
            fields={{ operatorId }}
            label="Disable"
            done="Done. A change of an administrator waits for a second one."
            small
          />
        )}
      </div>
    </details>
  );
}

/** To a page that shows what a change means and asks for its proof; without scripts, too. */
function ChooseChange({
  operatorId,
  change,
  label,
  children,
}: {
  operatorId: string;
  change: 'role' | 'enable';
  label: string;
  children?: ReactNode;
}) {
  return (
    <form method="get" action="/settings/people" className="act">
      <input type="hidden" name="person" value={operatorId} />
      <input type="hidden" name="change" value={change} />
      {children}
      <button type="submit" className="btn btn-plain btn-sm">
        {label}
      </button>
    </form>
  );
}
