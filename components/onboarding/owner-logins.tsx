import type { ReactNode } from 'react';
import type { ComingOwner, OwnerLogin } from '#lib/onboarding/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';

type Actions = {
  shutOut: FormAction;
  letIn: FormAction;
  /** Of whoever looks: they let in nobody whom they shut out. */
  mine: string;
  /** Why whoever shut somebody out counts as whoever looks, by their id. */
  oneHand: ReadonlyMap<string, string>;
};

const NOBODY: Readonly<Record<ComingOwner, string>> = {
  nobody: 'Nobody: its owner has no portal and can be asked for nothing here until two people let them in.',
  asked: 'Nobody yet: its owner can be asked for nothing here until somebody else agrees and they accept.',
  agreed: 'Nobody yet: two people agreed on its owner, who can be asked for something once they accept.',
  seller: 'Nobody yet: whom it was made for has not accepted, and can be asked for something once they do.',
};

/**
 * Who signs in to the portal for an account, with their addresses; or that nobody does, and what that means.
 * @param actions null for whoever only reads @param beside each login by its owner's id: their way to another password
 * @param children who is asked for as an owner, and the way to ask
 */
export function OwnerLogins({
  owners,
  coming,
  actions,
  beside,
  children,
}: {
  owners: readonly OwnerLogin[];
  coming: ComingOwner;
  actions: Actions | null;
  beside: ReadonlyMap<string, ReactNode>;
  children: ReactNode;
}) {
  return (
    <Section id="owners" title="Who signs in for it">
      {owners.length === 0 ? (
        <p>{NOBODY[coming]}</p>
      ) : (
        <ul className="notes">
          {owners.map((owner) => (
            <li key={owner.ownerId} className="stack-tight">
              <div className="head-line">
                <b>
                  <bdi>{owner.name}</bdi>
                </b>
                {owner.disabledAt === null ? null : <Badge tone="failed">Shut out</Badge>}
              </div>
              <p className="small muted written">
                <bdi>{owner.email}</bdi>
              </p>
              <HowTheyCame owner={owner} />
              {owner.disabledAt === null ? null : (
                <p className="small muted">
                  {owner.disabledBy === null ? null : (
                    <>
                      By <bdi>{owner.disabledByName ?? owner.disabledBy}</bdi>,{' '}
                    </>
                  )}
                  <Time at={owner.disabledAt} />
                  {owner.disableReason === null ? null : (
                    <>
                      : <bdi>{owner.disableReason}</bdi>
                    </>
                  )}
                </p>
              )}
              {beside.get(owner.ownerId)}
              {actions === null ? null : <Change owner={owner} actions={actions} />}
            </li>
          ))}
        </ul>
      )}
      <div className="stack owner-asks">{children}</div>
    </Section>
  );
}

function HowTheyCame({ owner: { invitedBy, confirmedBy, acceptedAt, createdAt } }: { owner: OwnerLogin }) {
  return (
    <p className="small muted">
      {invitedBy === null ? (
        'Here since'
      ) : (
        <>
          Invited by <bdi>{invitedBy}</bdi>
          {confirmedBy === null ? null : (
            <>
              , confirmed by <bdi>{confirmedBy}</bdi>
            </>
          )}
          , accepted
        </>
      )}{' '}
      <Time at={acceptedAt ?? createdAt} />
    </p>
  );
}

function Change({ owner, actions }: { owner: OwnerLogin; actions: Actions }) {
  const fields = { ownerId: owner.ownerId };
  if (owner.disabledAt === null)
    return (
      <details className="fold">
        <summary>
          Shut out<span className="vh"> {owner.name}</span>…
        </summary>
        <ActionForm
          // Whoever was let in again finds an empty form.
          key="out"
          action={actions.shutOut}
          fields={fields}
          kind="danger"
          label="Shut out now"
          pendingLabel="Shutting out"
          className="stack-tight"
        >
          <WordsField
            name="reason"
            label="Why"
            hint="They are signed out at once and cannot sign in. What they have open of Stripe’s stays open until it expires, and their money goes on as before: place a hold, too, if it must not. Another administrator lets them in again."
          />
        </ActionForm>
      </details>
    );
  const why =
    owner.disabledBy === actions.mine
      ? 'You shut them out.'
      : (actions.oneHand.get(owner.disabledBy ?? '') ?? null);
  if (why !== null) return <p className="small muted">{why} Another administrator lets them in again.</p>;
  return (
    <details className="fold">
      <summary>
        Let in again<span className="vh"> {owner.name}</span>…
      </summary>
      <ActionForm
        key="in"
        action={actions.letIn}
        fields={fields}
        label="Let in again"
        pendingLabel="Letting in"
        className="stack-tight"
      >
        <WordsField
          name="reason"
          label="Why"
          hint="They sign in with the password that they had. Where somebody else may know it, send them a link to another one at once."
        />
      </ActionForm>
    </details>
  );
}
