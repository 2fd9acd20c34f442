import { InviteOwner, OwnerInvitations } from '#components/onboarding/owner-invitations.tsx';
import { OwnerLogins } from '#components/onboarding/owner-logins.tsx';
import { OwnerRenewals, type OwnerRenewalActions } from '#components/onboarding/owner-renewal.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import {
  listOwnerInvitations,
  listOwnerLogins,
  readComingOwner,
} from '#lib/onboarding/owner-login-queries.ts';
import { listOwnerRenewals } from '#lib/onboarding/renewal-queries.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { revokeSellerInvitationAction, sendOwnerLinkAction } from '../invitations/actions.ts';
import {
  askOwnerRenewalAction,
  confirmOwnerInvitationAction,
  inviteOwnerAction,
  letOwnerInAction,
  makeRenewalLinkAction,
  shutOwnerOutAction,
  takeBackRenewalAction,
} from './owner-actions.ts';

/** Who signs in for the account, who is asked for, and what the reader can do about it. */
export async function AccountOwners({
  ctx,
  connectedAccountId,
  isDisconnected,
}: {
  ctx: Context;
  connectedAccountId: string;
  isDisconnected: boolean;
}) {
  const [owners, invitations, renewals, coming] = await Promise.all([
    listOwnerLogins(ctx, connectedAccountId),
    listOwnerInvitations(ctx, connectedAccountId),
    listOwnerRenewals(ctx, connectedAccountId),
    readComingOwner(ctx, connectedAccountId),
  ]);
  const may = permissionsOf(ctx.actor);
  const mine = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '';
  const mayManage = may.includes('owners.manage');
  const mayInvite = may.includes('sellers.invite');
  const oneHand = mayInvite
    ? await listSameHands(ctx, [
        ...owners.map(({ disabledBy }) => disabledBy),
        ...[...invitations, ...renewals].map(({ askedById }) => askedById),
      ])
    : new Map<string, string>();
  const isMailed = env().SMTP_URL !== undefined;
  // Also of a link that was made: it stays in sight where it was.
  const isOpen = invitations.length > 0 || renewals.some(({ usedAt }) => usedAt === null);
  const ways = mayManage && isOpen ? await readStepUpWays(ctx) : null;
  const renewal: OwnerRenewalActions | null = mayInvite
    ? {
        ask: askOwnerRenewalAction,
        takeBack: takeBackRenewalAction,
        make: ways === null ? null : { action: makeRenewalLinkAction, ways },
        isMailed,
        mine,
        oneHand,
      }
    : null;
  return (
    <OwnerLogins
      owners={owners}
      coming={coming}
      actions={mayManage ? { shutOut: shutOwnerOutAction, letIn: letOwnerInAction, mine, oneHand } : null}
      beside={
        new Map(
          owners.map((owner) => [
            owner.ownerId,
            <OwnerRenewals
              key={owner.ownerId}
              owner={owner}
              renewals={renewals.filter(({ ownerId }) => ownerId === owner.ownerId)}
              actions={renewal}
            />,
          ]),
        )
      }
    >
      <OwnerInvitations
        invitations={invitations}
        actions={
          mayInvite
            ? {
                makeLink: sendOwnerLinkAction,
                takeBack: revokeSellerInvitationAction,
                confirm: ways === null ? null : { action: confirmOwnerInvitationAction, ways },
                isMailed,
                mine,
                oneHand,
              }
            : null
        }
      />
      {mayInvite && !isDisconnected ? (
        <InviteOwner connectedAccountId={connectedAccountId} action={inviteOwnerAction} />
      ) : null}
    </OwnerLogins>
  );
}
