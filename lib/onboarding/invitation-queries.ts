import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { KEY_HOURS } from './rules/key-hours.ts';
import { keyset, pageOf, type Page, type PageRequest } from '../paging.ts';
import { INVITATION_IS_OVER } from './invitation-is-over.ts';
import { isKnownAbsent } from './known-absent.ts';
import type { InvitationPart, SellerInvitation } from './types.ts';

type Row = {
  id: string;
  email: string;
  name: string;
  business_name: string;
  makes_account: boolean;
  country: string | null;
  business_type: string | null;
  policy_version: string | null;
  state: SellerInvitation['state'];
  problem: string | null;
  account: string | null;
  invited_by: string;
  invited_at: string;
  expires_at: string | null;
  is_expired: boolean;
  is_key_old: boolean;
  is_key_spent: boolean;
  links_made: number;
  confirmed_at: string | null;
  last_called_at: string | null;
  absent_at: string | null;
  accepted_at: string | null;
  login: SellerInvitation['login'];
  revoked_at: string | null;
  is_paid: boolean;
};

const IS_OPEN = sql`accepted_at is null and revoked_at is null`;

/** Its link waits for its owner; every other open one waits for us. */
const HAS_LINK = sql`token_hash is not null and expires_at >= now()`;

/** Each walks an index of its own. */
const PARTS: Readonly<Record<InvitationPart, SQL>> = {
  all: sql`true`,
  stuck: sql`${IS_OPEN} and not coalesce(${HAS_LINK}, false)`,
  invited: sql`${IS_OPEN} and ${HAS_LINK}`,
  accepted: sql`accepted_at is not null`,
  revoked: sql`revoked_at is not null`,
};

/** Of its owner, by their own key. */
const LOGIN = sql`(select case when owner.disabled_at is not null then 'shut_out'
    when exists (select from owner_renewals as renewal where renewal.owner_id = owner.owner_id and used_at is null and ended_at is null
      and renewal.expires_at > now()) then 'renewal' else 'works' end
  from connected_account_owners as owner where owner.owner_id = invitation.owner_id)`;

/** Invitations, newest first. @param of which of them, of one address in any case or of all @throws DomainError `forbidden` */
export async function listSellerInvitations(
  ctx: Context,
  of: { part: InvitationPart; email: string | null },
  request: PageRequest,
): Promise<Page<SellerInvitation>> {
  authorize(ctx, 'sellers.read');
  const { where: beyond, orderBy } = keyset(
    'descending',
    [
      { column: sql`invited_at`, cast: 'timestamptz' },
      { column: sql`seller_invitation_id`, cast: 'text' },
    ],
    request.cursor,
  );
  const by = sql.join(orderBy, sql`, `);
  const rows = await database().execute<Row>(sql`
    select seller_invitation_id as id, invitation.email, invitation.name, business_name, makes_account, country, business_type, policy_version, state,
      problem, connected_account_id as account, coalesce(person.name, invited_by) as invited_by, invited_at::text,
      expires_at::text, ${INVITATION_IS_OVER} as is_expired,
      coalesce(first_called_at < now() - make_interval(hours => ${KEY_HOURS}), false) as is_key_old,
      key_spent_at is not null as is_key_spent, cardinality(linked_by) as links_made, confirmed_at::text,
      last_called_at::text, absent_at::text, accepted_at::text, revoked_at::text, ${LOGIN} as login,
      exists (select from payout_accounts as paid where paid.connected_account_id = invitation.connected_account_id) as is_paid
    from (select * from seller_invitations where ${PARTS[of.part]} ${of.email === null ? sql`` : sql`and lower(email) = lower(${of.email})`}
      ${beyond === undefined ? sql`` : sql`and ${beyond}`} order by ${by} limit ${request.size + 1}) as invitation
    left join operators as person on person.operator_id = invited_by
    order by ${by}`);
  const page = pageOf(request, [...rows], ({ invited_at, id }) => [invited_at, id]);
  return { ...page, rows: page.rows.map(invitationOf) };
}

/** How many wait for us, and for their owners. @throws DomainError `forbidden` */
export async function countSellerInvitations(
  ctx: Context,
): Promise<Readonly<Record<'stuck' | 'invited', number>>> {
  authorize(ctx, 'sellers.read');
  const [row] = await database().execute<{ stuck: number; invited: number }>(sql`
    select (select count(*)::int from seller_invitations where ${PARTS.stuck}) as stuck,
      (select count(*)::int from seller_invitations where ${PARTS.invited}) as invited`);
  if (row === undefined) throw new Error('a select of scalars returned no row');
  return row;
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

function invitationOf(row: Row): SellerInvitation {
  return {
    sellerInvitationId: row.id,
    email: row.email,
    name: row.name,
    businessName: row.business_name,
    makesAccount: row.makes_account,
    country: row.country,
    businessType: row.business_type,
    policyVersion: row.policy_version,
    state: row.state,
    problem: row.problem,
    connectedAccountId: row.account,
    invitedBy: row.invited_by,
    invitedAt: new Date(row.invited_at),
    expiresAt: instant(row.expires_at),
    isExpired: row.is_expired,
    isKeyOld: row.is_key_old,
    isKeySpent: row.is_key_spent,
    linksMade: row.links_made,
    confirmedAt: instant(row.confirmed_at),
    isKnownAbsent: isKnownAbsent({
      lastCalledAt: instant(row.last_called_at),
      absentAt: instant(row.absent_at),
    }),
    acceptedAt: instant(row.accepted_at),
    login: row.login,
    revokedAt: instant(row.revoked_at),
    isPaid: row.is_paid,
  };
}
