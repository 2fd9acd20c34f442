import type { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';

export type OwnerRenewalRow = typeof ownerRenewals.$inferSelect;

/** What whoever makes the link proves their presence for: another password for exactly this owner. Null once there is one, or it is over. */
export function ownerRenewalLeaf(
  row: Omit<OwnerRenewalRow, 'codeHash' | 'tokenHash' | 'madeBy' | 'endedBy' | 'askedAt' | 'expiresAt'>,
): string | null {
  if (row.madeAt !== null || row.usedAt !== null || row.endedAt !== null) return null;
  const { ownerRenewalId, ownerId, connectedAccountId, email, askedBy, reason } = row;
  return subjectLeaf(['owner renewal', ownerRenewalId, ownerId, connectedAccountId, email, askedBy, reason]);
}
