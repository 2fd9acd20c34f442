import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { ownerRenewalLeaf } from './owner-renewal-leaf.ts';
import type { OwnerRenewal } from './types.ts';

type Row = {
  id: string;
  owner_id: string;
  email: string;
  reason: string;
  asked_by: string;
  asker: string;
  asked_at: string;
  maker: string | null;
  made_at: string | null;
  used_at: string | null;
  expires_at: string;
  is_expired: boolean;
};

/** Of each owner of an account their way to another password that is open, and the newest one that was used. @throws DomainError `forbidden` */
export async function listOwnerRenewals(ctx: Context, connectedAccountId: string): Promise<OwnerRenewal[]> {
  authorize(ctx, 'sellers.read');
  const rows = await database().execute<Row>(sql`
    select distinct on (owner_id, used_at is null) owner_renewal_id as id, owner_id, renewal.email, reason, asked_by,
      coalesce(asker.name, asked_by) as asker, asked_at::text, coalesce(maker.name, made_by) as maker, made_at::text, used_at::text,
      expires_at::text, expires_at <= now() as is_expired
    from owner_renewals as renewal
    left join operators as asker on asker.operator_id = asked_by
    left join operators as maker on maker.operator_id = made_by
    where connected_account_id = ${connectedAccountId} and ended_at is null
    order by owner_id, used_at is null, asked_at desc, owner_renewal_id`);
  return rows.map((row) => ({
    ownerRenewalId: row.id,
    ownerId: row.owner_id,
    reason: row.reason,
    askedById: row.asked_by,
    askedBy: row.asker,
    askedAt: new Date(row.asked_at),
    madeBy: row.maker,
    madeAt: instant(row.made_at),
    usedAt: instant(row.used_at),
    expiresAt: new Date(row.expires_at),
    isExpired: row.is_expired,
    root: ownerRenewalLeaf({
      ownerRenewalId: row.id,
      ownerId: row.owner_id,
      connectedAccountId,
      email: row.email,
      askedBy: row.asked_by,
      reason: row.reason,
      madeAt: instant(row.made_at),
      usedAt: instant(row.used_at),
      endedAt: null,
    }),
  }));
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
