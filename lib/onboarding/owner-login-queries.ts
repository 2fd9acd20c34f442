import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { AGREED_UNTIL, INVITATION_IS_OVER } from './invitation-is-over.ts';
import { ownerInvitationLeaf } from './owner-invitation-leaf.ts';
import type { ComingOwner, OwnerInvitation, OwnerLogin } from './types.ts';

type LoginRow = Omit<OwnerLogin, 'acceptedAt' | 'createdAt' | 'disabledAt'> & {
  acceptedAt: string | null;
  createdAt: string;
  disabledAt: string | null;
};

/** Who signs in for a connected account, or did; the first one first. @throws DomainError `forbidden` */
export async function listOwnerLogins(ctx: Context, connectedAccountId: string): Promise<OwnerLogin[]> {
  authorize(ctx, 'sellers.read');
  const rows = await database().execute<LoginRow>(sql`
    select owner.owner_id as "ownerId", owner.name, owner.email, owner.disabled_at::text as "disabledAt",
      owner.disabled_by as "disabledBy", disabler.name as "disabledByName", owner.disable_reason as "disableReason",
      invitation.accepted_at::text as "acceptedAt", owner.created_at::text as "createdAt",
      coalesce(inviter.name, invitation.invited_by) as "invitedBy", coalesce(confirmer.name, invitation.confirmed_by) as "confirmedBy"
    from connected_account_owners as owner
    left join operators as disabler on disabler.operator_id = owner.disabled_by
    left join seller_invitations as invitation
      on invitation.connected_account_id = owner.connected_account_id and invitation.owner_id = owner.owner_id
    left join operators as inviter on inviter.operator_id = invitation.invited_by
    left join operators as confirmer on confirmer.operator_id = invitation.confirmed_by
    where owner.connected_account_id = ${connectedAccountId}
    order by owner.created_at, owner.owner_id`);
  return rows.map((row) => ({
    ...row,
    acceptedAt: instant(row.acceptedAt),
    createdAt: new Date(row.createdAt),
    disabledAt: instant(row.disabledAt),
  }));
}

type InvitationRow = {
  id: string;
  name: string;
  email: string;
  reason: string;
  invited_by: string;
  inviter: string;
  invited_at: string;
  confirmer: string | null;
  confirmed_at: string | null;
  links_made: number;
  expires_at: string | null;
  agreed_until: string;
  is_expired: boolean;
  lets_link: boolean;
};

/** Who is asked for as an owner of an account that is there, until they accept; the oldest first. @throws DomainError `forbidden` */
export async function listOwnerInvitations(
  ctx: Context,
  connectedAccountId: string,
): Promise<OwnerInvitation[]> {
  authorize(ctx, 'sellers.read');
  const rows = await database().execute<InvitationRow>(sql`
    select seller_invitation_id as id, invitation.name, invitation.email, reason, invited_by, coalesce(inviter.name, invited_by) as inviter,
      invited_at::text, coalesce(confirmer.name, confirmed_by) as confirmer, confirmed_at::text, cardinality(linked_by) as links_made,
      expires_at::text, (${AGREED_UNTIL})::text as agreed_until, ${INVITATION_IS_OVER} as is_expired,
      confirmed_at is not null and ${AGREED_UNTIL} > now() as lets_link
    from seller_invitations as invitation
    left join operators as inviter on inviter.operator_id = invited_by
    left join operators as confirmer on confirmer.operator_id = confirmed_by
    where connected_account_id = ${connectedAccountId} and not makes_account and accepted_at is null and revoked_at is null
    order by invited_at, seller_invitation_id`);
  return rows.map((row) => ({
    sellerInvitationId: row.id,
    name: row.name,
    email: row.email,
    reason: row.reason,
    askedById: row.invited_by,
    askedBy: row.inviter,
    askedAt: new Date(row.invited_at),
    confirmedBy: row.confirmer,
    confirmedAt: instant(row.confirmed_at),
    linksMade: row.links_made,
    expiresAt: instant(row.expires_at),
    agreedUntil: new Date(row.agreed_until),
    isExpired: row.is_expired,
    letsMakeLink: row.lets_link,
    root: ownerInvitationLeaf({
      sellerInvitationId: row.id,
      makesAccount: false,
      connectedAccountId,
      email: row.email,
      invitedBy: row.invited_by,
      reason: row.reason,
      confirmedAt: instant(row.confirmed_at),
      revokedAt: null,
    }),
  }));
}

/** How far the nearest owner to come is. @throws DomainError `forbidden` */
export async function readComingOwner(ctx: Context, connectedAccountId: string): Promise<ComingOwner> {
  authorize(ctx, 'sellers.read');
  const [row] = await database().execute<{ coming: ComingOwner | null }>(sql`
    select case when bool_or(makes_account) then 'seller' when bool_or(confirmed_at is not null and not ${INVITATION_IS_OVER}) then 'agreed'
      when bool_or(not ${INVITATION_IS_OVER}) then 'asked' end as coming
    from seller_invitations
    where connected_account_id = ${connectedAccountId} and accepted_at is null and revoked_at is null
    having count(*) > 0`);
  return row?.coming ?? 'nobody';
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
