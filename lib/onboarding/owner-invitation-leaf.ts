import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: exactly this owner for this account. Null when it is not open to them. */
export function ownerInvitationLeaf(row: {
  sellerInvitationId: string;
  makesAccount: boolean;
  connectedAccountId: string | null;
  email: string;
  invitedBy: string;
  reason: string | null;
  confirmedAt: Date | null;
  revokedAt: Date | null;
}): string | null {
  if (row.makesAccount || row.confirmedAt !== null || row.revokedAt !== null) return null;
  const { sellerInvitationId, connectedAccountId, email, invitedBy, reason } = row;
  return subjectLeaf(['owner', sellerInvitationId, connectedAccountId ?? '', email, invitedBy, reason ?? '']);
}
