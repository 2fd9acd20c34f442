import type { StepUpWays } from '#lib/approvals/types.ts';
import type { OwnerInvitation } from '#lib/onboarding/types.ts';
import { ConfirmForm } from '../approvals/confirm-form.tsx';
import { ShownOnceForm } from '../settings/shown-once-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Callout } from '../ui/card.tsx';
import { LineField } from '../ui/line-field.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { linkNote } from './invitation-words.ts';

export type OwnerInvitationActions = {
  makeLink: FormAction;
  takeBack: FormAction;
  /** Null for who may ask, but not confirm. */
  confirm: { action: FormAction; ways: StepUpWays } | null;
  isMailed: boolean;
  /** Operator id of the reader. */
  mine: string;
  /** Why whoever asked counts as one hand with the reader, by their id. */
  oneHand: ReadonlyMap<string, string>;
};

/** Who is asked for as an owner of this account, and what is still missing. @param actions null for whoever only reads */
export function OwnerInvitations({
  invitations,
  actions,
}: {
  invitations: readonly OwnerInvitation[];
  actions: OwnerInvitationActions | null;
}) {
  return invitations.map((invitation) => (
    <Callout key={invitation.sellerInvitationId} tone="held" title={standing(invitation)}>
      <p>
        <b className="strong">
          <bdi>{invitation.name}</bdi>
        </b>
        , <bdi className="written">{invitation.email}</bdi>
      </p>
      <p className="small">
        {invitation.askedBy} asked <Time at={invitation.askedAt} show="relative" />:{' '}
        <bdi className="written">{invitation.reason}</bdi>
      </p>
      {invitation.confirmedAt === null ? null : (
        <p className="small">
          {invitation.confirmedBy ?? 'Somebody'} confirmed{' '}
          <Time at={invitation.confirmedAt} show="relative" />.{' '}
          {invitation.isExpired ? null : invitation.expiresAt === null ? (
            <>
              The link is made until <Time at={invitation.agreedUntil} />.
            </>
          ) : (
            <>
              The link opens until <Time at={invitation.expiresAt} />, with the code.
            </>
          )}
        </p>
      )}
      {actions === null ? null : <Next invitation={invitation} actions={actions} />}
    </Callout>
  ));
}

function standing({ confirmedAt, expiresAt, isExpired }: OwnerInvitation): string {
  if (confirmedAt === null)
    return isExpired
      ? 'Nobody confirmed this owner within a week'
      : 'Somebody asks for an owner to be let in';
  if (expiresAt === null)
    return isExpired
      ? 'Nobody made the link for this owner within a week'
      : 'Two people agreed on an owner: a link is missing';
  return isExpired ? 'The link of this owner has expired' : 'An owner has been invited';
}

function Next({
  invitation: { sellerInvitationId, askedById, confirmedAt, linksMade, isExpired, letsMakeLink, root },
  actions,
}: {
  invitation: OwnerInvitation;
  actions: OwnerInvitationActions;
}) {
  const fields = { sellerInvitationId };
  const isMine = askedById === actions.mine;
  const hand = isMine ? 'You asked, and have the code.' : (actions.oneHand.get(askedById) ?? null);
  return (
    <>
      {isExpired ? (
        <p className="small">Take it back; whoever still wants it asks again, and is shown another code.</p>
      ) : confirmedAt !== null && !letsMakeLink ? (
        <p className="small">
          Two people agreed more than a week ago, so nobody makes another link. Lost, take it back and ask
          again.
        </p>
      ) : hand !== null ? (
        <p className="small muted">
          {hand} {confirmedAt === null ? 'Another administrator confirms.' : 'Somebody else makes the link.'}
        </p>
      ) : confirmedAt !== null ? (
        <ShownOnceForm
          action={actions.makeLink}
          fields={{ ...fields, linksSeen: String(linksMade) }}
          label={linksMade === 0 ? 'Make the link' : 'Make a new link'}
          small
          note={linkNote({ isMailed: actions.isMailed, isAnother: linksMade > 0 })}
        />
      ) : actions.confirm === null || root === null ? (
        <p className="small muted">An administrator confirms.</p>
      ) : (
        <>
          <p className="small">
            Make sure on another way than the address above that this person owns this account. They will see
            its money, may refund payments, ask for payouts and give another bank account.
          </p>
          <ConfirmForm
            action={actions.confirm.action}
            fields={fields}
            ways={actions.confirm.ways}
            purpose="owners.invite"
            root={root}
            does="Confirm this owner"
            pendingLabel="Confirming …"
          />
        </>
      )}
      <ActionForm
        action={actions.takeBack}
        fields={fields}
        small
        label="Take back"
        pendingLabel="One moment …"
      />
    </>
  );
}

/** Asks for an owner of an account that is there. @param action shows the code once */
export function InviteOwner({
  connectedAccountId,
  action,
}: {
  connectedAccountId: string;
  action: FormAction;
}) {
  return (
    <details className="fold">
      <summary>Invite an owner…</summary>
      <p className="small">
        For somebody who owns this account already. Another administrator confirms them and makes the link;
        you tell them the code that is shown here once. It takes both, so that neither of you can sign in for
        them. Nothing changes at Stripe.
      </p>
      <ShownOnceForm
        action={action}
        fields={{ connectedAccountId }}
        label="Ask for this owner"
        what="code"
        note="Tell them this code yourself, by telephone for instance and not by mail. It is not shown again: without it take the invitation back and ask anew."
      >
        <LineField name="name" label="Person" />
        <LineField name="email" label="Their e-mail" type="email" />
        <WordsField
          name="reason"
          label="How you know that it is theirs"
          hint="For the second person and on record. The owner never reads it."
        />
      </ShownOnceForm>
    </details>
  );
}
