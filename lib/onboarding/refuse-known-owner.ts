import { eq, sql } from 'drizzle-orm';
import { connectedAccountOwners, ownerPasswords } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { refusedField } from '../input-words.ts';

/** An address signs in to one account: invited to another, it could never accept. @throws DomainError `invalid_input` */
export async function refuseKnownOwner(tx: Transaction, email: string): Promise<void> {
  const [known] = await tx
    .select({ connectedAccountId: connectedAccountOwners.connectedAccountId })
    .from(ownerPasswords)
    .innerJoin(connectedAccountOwners, eq(connectedAccountOwners.ownerId, ownerPasswords.ownerId))
    .where(eq(sql`lower(${ownerPasswords.email})`, email.toLowerCase()));
  if (known)
    throw refusedField(
      'email',
      `This address signs in to ${known.connectedAccountId} already, and to no second one. Invite another address.`,
    );
}
