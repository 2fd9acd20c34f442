import { InviteOwner, OwnerInvitations } from '#components/onboarding/owner-invitations.tsx';
import { OwnerLogins } from '#components/onboarding/owner-logins.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import {
  listOwnerInvitations,
  listOwnerLogins,
  readComingOwner,
} from '#lib/onboarding/owner-login-queries.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { revokeSellerInvitationAction, sendOwnerLinkAction } from '../invitations/actions.ts';
import {
  confirmOwnerInvitationAction,
  inviteOwnerAction,
  letOwnerInAction,
  shutOwnerOutAction,
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
  const [owners, invitations, coming] = await Promise.all([
    listOwnerLogins(ctx, connectedAccountId),
    listOwnerInvitations(ctx, connectedAccountId),
    readComingOwner(ctx, connectedAccountId),
  ]);
  const may = permissionsOf(ctx.actor);
  const mine = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '';
  const mayManage = may.includes('owners.manage');
  const mayInvite = may.includes('sellers.invite');
  const oneHand = mayInvite
    ? await listSameHands(ctx, [
        ...owners.map(({ disabledBy }) => disabledBy),
        ...invitations.map(({ askedById }) => askedById),
      ])
    : new Map<string, string>();
  return (
    <OwnerLogins
      owners={owners}
      coming={coming}
      actions={mayManage ? { shutOut: shutOwnerOutAction, letIn: letOwnerInAction, mine, oneHand } : null}
    >
      <OwnerInvitations
        invitations={invitations}
        actions={
          mayInvite
            ? {
                makeLink: sendOwnerLinkAction,
                takeBack: revokeSellerInvitationAction,
                confirm:
                  mayManage && invitations.length > 0
                    ? { action: confirmOwnerInvitationAction, ways: await readStepUpWays(ctx) }
                    : null,
                isMailed: env().SMTP_URL !== undefined,
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
