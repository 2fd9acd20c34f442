import { sql, type SQL } from 'drizzle-orm';

/**
 * What was begun for who signs in for an account and came to an end by time alone, as rows `ended` of `id`, `at`, `what`, `name` and `email`: nobody did
 * anything then, so the record has no line of it. Also of what is still to come.
 */
export function ownerEnds(connectedAccountId: string): SQL {
  return sql`(
    select * from (
      select seller_invitation_id as id, coalesce(expires_at, agreed_until(invited_at, confirmed_at)) as at, revoked_at as ended_before,
        case when confirmed_at is null then 'not_confirmed' when expires_at is null then 'not_linked' else 'link' end as what, name, email
      from seller_invitations
      where connected_account_id = ${connectedAccountId} and not makes_account and accepted_at is null
      union all
      select owner_renewal_id, renewal.expires_at, ended_at, case when made_at is null then 'renewal_not_linked' else 'renewal_link' end,
        owner.name, renewal.email
      from owner_renewals as renewal join connected_account_owners as owner using (owner_id)
      where renewal.connected_account_id = ${connectedAccountId} and used_at is null) as each_of_them
    where ended_before is null or ended_before > at) as ended`;
}
