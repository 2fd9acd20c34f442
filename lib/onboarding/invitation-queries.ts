import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { KEY_HOURS } from './rules/key-hours.ts';
import type { SellerInvitation } from './types.ts';

/** Newest first; who invites more than this at once needs a list of its own. */
const SHOWN_MAX = 100;

type Row = {
  id: string;
  email: string;
  name: string;
  business_name: string;
  country: string;
  business_type: string;
  policy_version: string;
  state: SellerInvitation['state'];
  problem: string | null;
  account: string | null;
  invited_by: string;
  invited_at: string;
  expires_at: string | null;
  is_expired: boolean;
  is_key_old: boolean;
  accepted_at: string | null;
  revoked_at: string | null;
};

/** Invitations, newest first. @throws DomainError `forbidden` */
export async function listSellerInvitations(ctx: Context): Promise<SellerInvitation[]> {
  authorize(ctx, 'sellers.read');
  const rows = await database().execute<Row>(sql`
    select seller_invitation_id as id, invitation.email, invitation.name, business_name, country, business_type, policy_version, state,
      problem, connected_account_id as account, coalesce(person.name, invited_by) as invited_by, invited_at::text,
      expires_at::text, coalesce(expires_at < now(), false) as is_expired,
      coalesce(first_called_at < now() - make_interval(hours => ${KEY_HOURS}), false) as is_key_old, accepted_at::text, revoked_at::text
    from seller_invitations as invitation
    left join operators as person on person.operator_id = invited_by
    order by invited_at desc, seller_invitation_id desc limit ${SHOWN_MAX}`);
  return rows.map((row) => ({
    sellerInvitationId: row.id,
    email: row.email,
    name: row.name,
    businessName: row.business_name,
    country: row.country,
    businessType: row.business_type,
    policyVersion: row.policy_version,
    state: row.state,
    problem: row.problem,
    connectedAccountId: row.account,
    invitedBy: row.invited_by,
    invitedAt: new Date(row.invited_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    isExpired: row.is_expired,
    isKeyOld: row.is_key_old,
    acceptedAt: row.accepted_at === null ? null : new Date(row.accepted_at),
    revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at),
  }));
}
