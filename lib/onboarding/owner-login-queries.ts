import { asc, eq } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { OwnerLogin } from './types.ts';

/** Who signs in for a connected account, or did; the first one first. @throws DomainError `forbidden` */
export async function listOwnerLogins(ctx: Context, connectedAccountId: string): Promise<OwnerLogin[]> {
  authorize(ctx, 'sellers.read');
  return database()
    .select({
      ownerId: connectedAccountOwners.ownerId,
      name: connectedAccountOwners.name,
      email: connectedAccountOwners.email,
      disabledAt: connectedAccountOwners.disabledAt,
      disabledBy: connectedAccountOwners.disabledBy,
      disabledByName: operators.name,
      disableReason: connectedAccountOwners.disableReason,
    })
    .from(connectedAccountOwners)
    .leftJoin(operators, eq(operators.operatorId, connectedAccountOwners.disabledBy))
    .where(eq(connectedAccountOwners.connectedAccountId, connectedAccountId))
    .orderBy(asc(connectedAccountOwners.createdAt), asc(connectedAccountOwners.ownerId));
}
