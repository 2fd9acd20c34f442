import { randomUUID } from 'node:crypto';
import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ownerPasswords } from '#drizzle/schema/onboarding.ts';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { actorId } from '../audit/record-audit.ts';
import { invitationCodeHash, makeInvitationCode } from '../auth/invitation-token.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { reasonText } from '../reason-text.ts';
import { defineVerb } from '../verb.ts';
import { lockOwner } from './lock-owner.ts';
import { refuseWorksHere } from './refuse-changed-since.ts';

/**
 * The first of two people wants an owner who cannot sign in any more to get a link to another password. Nothing is open by it: another
 * administrator makes the link.
 * @returns a code, stored nowhere, that whoever asks tells the owner: without it the link opens nothing, so that neither of the two
 * could use it alone; and for whom it is
 * @throws DomainError `not_found`; `precondition_failed` for an owner who is shut out, has no password or works here; `conflict` while
 * somebody's asking is open
 */
export const askOwnerRenewal = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({ ownerId: z.string().max(100), reason: reasonText }),
  run: async (tx, { actor }, { ownerId, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people ask for this.');
    // Of two who ask at once the second one waits here.
    const owner = await lockOwner(tx, ownerId);
    if (owner.disabledAt !== null)
      throw new DomainError('precondition_failed', 'This owner is shut out. Let them in again first.');
    await refuseWithoutPassword(tx, ownerId);
    await refuseWorksHere(tx, owner.email);
    await endExpired(tx, ownerId, actorId(actor));
    const { connectedAccountId, email } = owner;
    const ownerRenewalId = `orn_${randomUUID().replaceAll('-', '')}`;
    const code = makeInvitationCode();
    const added = await tx
      .insert(ownerRenewals)
      .values({
        ownerRenewalId,
        ownerId,
        connectedAccountId,
        email,
        reason,
        codeHash: invitationCodeHash(code),
        askedBy: actorId(actor),
      })
      .onConflictDoNothing()
      .returning({ id: ownerRenewals.ownerRenewalId });
    if (added.length === 0)
      throw new DomainError('conflict', 'Somebody asked for this already. Take that back first.');
    return {
      result: { ownerRenewalId, code, whose: `${owner.name}, ${email}` },
      audit: {
        action: 'owner_renewal.ask',
        subject: ownerId,
        connectedAccountId,
        after: { ownerRenewalId, email, reason },
      },
    };
  },
});

async function refuseWithoutPassword(tx: Transaction, ownerId: string): Promise<void> {
  const found = await tx
    .select({ id: ownerPasswords.ownerId })
    .from(ownerPasswords)
    .where(eq(ownerPasswords.ownerId, ownerId));
  if (found.length === 0)
    throw new DomainError('precondition_failed', 'This owner signs in without a password.');
}

/** What nobody made or used within its week stands in nobody's way. */
async function endExpired(tx: Transaction, ownerId: string, endedBy: string): Promise<void> {
  await tx
    .update(ownerRenewals)
    .set({ endedBy, endedAt: sql`now()` })
    .where(
      and(
        eq(ownerRenewals.ownerId, ownerId),
        isNull(ownerRenewals.usedAt),
        isNull(ownerRenewals.endedAt),
        lte(ownerRenewals.expiresAt, sql`clock_timestamp()`),
      ),
    );
}
