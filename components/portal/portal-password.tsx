import type { OwnRenewal } from '#lib/portal/types.ts';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';

/** Whoever signs in for the account is told of each way to another password of one of them: nobody chooses theirs behind their back. */
export function PortalPassword({ renewals }: { renewals: readonly OwnRenewal[] }) {
  return renewals.map(({ ownerRenewalId, email, isMine, askedAt, usedAt }) => (
    <Callout
      key={ownerRenewalId}
      tone="held"
      title={
        usedAt === null
          ? `A link to another password is asked for${isMine ? '' : ' for somebody else who signs in here'}`
          : isMine
            ? 'Your password was changed by a link'
            : 'The password of somebody else who signs in here was changed by a link'
      }
    >
      <p>
        {usedAt === null ? 'Asked for with the platform ' : 'Changed '}
        <Time at={usedAt ?? askedAt} />, for <bdi className="written">{email}</bdi>.{' '}
        {usedAt === null
          ? 'Until the link is used the old password stays as it is.'
          : 'Whoever was signed in with the old one was signed out.'}{' '}
        {isMine ? 'If you did not ask for it' : 'If they did not ask for it'}, tell the platform at once.
      </p>
    </Callout>
  ));
}
