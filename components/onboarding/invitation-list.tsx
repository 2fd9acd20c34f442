import Link from 'next/link';
import type { SellerInvitation } from '#lib/onboarding/types.ts';
import { ShownOnceForm } from '../settings/shown-once-form.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { countryName } from './country-name.ts';
import { businessTypeWord, invitationState, linkNote, nextStep } from './invitation-words.ts';

/** `isMailed`: there is a mail server, which gets a link as well. */
type Actions = {
  send: FormAction;
  revoke: FormAction;
  isMailed: boolean;
};

/** Of an owner who has accepted: what can be done about how they sign in, before where. */
const LOGIN_WORDS: Readonly<Record<NonNullable<SellerInvitation['login']>, string>> = {
  works: 'They cannot sign in any more? Two people give them another password',
  renewal: 'A way to another password is open for them',
  shut_out: 'They are shut out. Another administrator lets them in again',
};

/** Who was invited, with what can still be done. @param actions null for whoever only reads */
export function InvitationList({
  invitations,
  actions,
}: {
  invitations: readonly SellerInvitation[];
  actions: Actions | null;
}) {
  return (
    <ul className="notes">
      {invitations.map((invitation) => (
        <Invitation key={invitation.sellerInvitationId} invitation={invitation} actions={actions} />
      ))}
    </ul>
  );
}

function Invitation({ invitation, actions }: { invitation: SellerInvitation; actions: Actions | null }) {
  const { word, tone, means } = invitationState(invitation);
  const { sellerInvitationId, connectedAccountId, state } = invitation;
  const linksSeen = String(invitation.linksMade);
  const isOpen = invitation.acceptedAt === null && invitation.revokedAt === null;
  return (
    <li className="stack-tight">
      <div className="head-line">
        <b>
          <bdi>{invitation.businessName}</bdi>
        </b>
        <Badge tone={tone} dot>
          {word}
        </Badge>
        <span className="small muted">
          {invitation.country === null || invitation.businessType === null
            ? 'To an account that is there'
            : `${businessTypeWord(invitation.businessType)}, ${countryName(invitation.country)}`}
        </span>
      </div>
      <p className="small">
        <bdi>{invitation.name}</bdi>, {invitation.email} · invited by {invitation.invitedBy},{' '}
        <Time at={invitation.invitedAt} />
        {invitation.policyVersion === null ? null : ` · terms of ${invitation.policyVersion}`}
      </p>
      <p className="small muted">
        {means}
        {connectedAccountId === null ? null : (
          <>
            {' '}
            <Link href={`/connected-accounts/${connectedAccountId}`} prefetch={false} className="mono">
              {connectedAccountId}
            </Link>
          </>
        )}
      </p>
      {actions !== null && isOpen ? (
        <div className="actions">
          {state === 'refused' || !invitation.makesAccount || invitation.isKeySpent ? null : (
            <ShownOnceForm
              action={actions.send}
              fields={{ sellerInvitationId, linksSeen }}
              label={nextStep(invitation)}
              small
              note={linkNote({ isMailed: actions.isMailed, isAnother: true })}
            />
          )}
          {state === 'unknown' && !invitation.isKnownAbsent ? null : (
            <ActionForm action={actions.revoke} fields={{ sellerInvitationId }} small label="Take back" />
          )}
        </div>
      ) : null}
      {actions !== null && invitation.acceptedAt !== null && connectedAccountId !== null ? (
        <p className="small muted">
          {LOGIN_WORDS[invitation.login ?? 'works']},{' '}
          <Link href={`/connected-accounts/${connectedAccountId}#owners`} prefetch={false}>
            beside their login
          </Link>
          .
        </p>
      ) : null}
    </li>
  );
}
