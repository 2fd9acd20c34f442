import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { readAsOwner } from '../db/as-owner.ts';
import { ownAccountId } from './own-account-id.ts';
import type { OwnRenewal } from './types.ts';

/** Long enough for whoever looks in once a month. */
const TOLD_DAYS = 30;

/**
 * For the owners of an account: that a way to another password of one of them is open, or was used within a month. Who asked for it is for
 * colleagues. @throws DomainError `forbidden`
 */
export async function listOwnRenewals(ctx: Context): Promise<OwnRenewal[]> {
  authorize(ctx, 'portal.read');
  const own = ownAccountId(ctx);
  const mine = ctx.actor.kind === 'connected_account_owner' ? ctx.actor.email : '';
  const rows = await readAsOwner(own, (tx) =>
    tx.execute<{ id: string; email: string; asked_at: string; used_at: string | null; is_mine: boolean }>(sql`
      select owner_renewal_id as id, email, asked_at::text, used_at::text, lower(email) = lower(${mine}) as is_mine from owner_renewals
      where connected_account_id = ${own} and ended_at is null
        and case when used_at is null then expires_at > now() else used_at > now() - make_interval(days => ${TOLD_DAYS}) end
      order by asked_at desc, owner_renewal_id`),
  );
  return rows.map((row) => ({
    ownerRenewalId: row.id,
    email: row.email,
    isMine: row.is_mine,
    askedAt: new Date(row.asked_at),
    usedAt: row.used_at === null ? null : new Date(row.used_at),
  }));
}
