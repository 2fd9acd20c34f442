import { and, eq, isNull, sql } from 'drizzle-orm';
import { operatorInvitations } from '#drizzle/schema/people.ts';
import { invitationTokenHash, makeInvitationToken } from '../auth/invitation-token.ts';
import type { Transaction } from '../db/transaction.ts';

/** Long enough for a weekend, short enough that a forgotten mail is worth nothing. */
const INVITATION_HOURS = 72;

/** A new link for somebody; an older one of theirs stops working. @returns the secret, which is stored nowhere */
export async function insertInvitation(
  tx: Transaction,
  { operatorId, createdBy }: { operatorId: string; createdBy: string },
): Promise<string> {
  await tx
    .update(operatorInvitations)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(operatorInvitations.operatorId, operatorId),
        isNull(operatorInvitations.usedAt),
        isNull(operatorInvitations.revokedAt),
      ),
    );
  const token = makeInvitationToken();
  await tx.insert(operatorInvitations).values({
    tokenHash: invitationTokenHash(token),
    operatorId,
    createdBy,
    expiresAt: sql`now() + make_interval(hours => ${INVITATION_HOURS})`,
  });
  return token;
}
