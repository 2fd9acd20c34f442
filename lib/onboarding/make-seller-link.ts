import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { actorId } from '../audit/record-audit.ts';
import { invitationTokenHash, makeInvitationToken } from '../auth/invitation-token.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockSellerInvitation, type SellerInvitationRow } from './lock-seller-invitation.ts';
import { refuseChangedSince } from './refuse-changed-since.ts';
import { refuseTooLate } from './refuse-too-late.ts';
import { INVITATION_HOURS } from './rules/invitation-hours.ts';

/**
 * A link for the invited person: to an account that was made for them once Stripe has been read back and pays it only when asked, to one
 * that was there once another hand has confirmed them, within a week of that, by another hand than whoever asked and has the code. An older
 * link of theirs stops working. Whoever makes it never decides what that person asks for: they could use it themselves.
 * @returns the secret, which is stored nowhere, and for whom it is
 * @throws DomainError `precondition_failed`, also for what has changed since; `conflict` when somebody made another link since
 */
export const makeSellerLink = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({
    sellerInvitationId: z.string().max(60),
    /** How many links had been made when this one was asked for: two people at once would each end the other's. */
    linksSeen: z.int().min(0).optional(),
  }),
  run: async (tx, ctx, { sellerInvitationId, linksSeen }) => {
    const row = await lockSellerInvitation(tx, sellerInvitationId);
    if (linksSeen !== undefined && linksSeen !== row.linkedBy.length)
      throw new DomainError(
        'conflict',
        'Somebody has made a link meanwhile, and another one would end theirs. Nothing was made.',
      );
    if (row.revokedAt !== null)
      throw new DomainError('precondition_failed', 'This invitation was taken back.');
    if (row.acceptedAt !== null)
      throw new DomainError(
        'precondition_failed',
        'They have accepted. A link to another password is asked for on the account’s page, beside their login.',
      );
    await refuseChangedSince(tx, row);
    if (row.makesAccount) await refuseBeforeManual(tx, row.connectedAccountId);
    else await refuseBeforeTwo(tx, row, actorId(ctx.actor));
    const token = makeInvitationToken();
    await tx
      .update(sellerInvitations)
      .set({
        ...(row.makesAccount ? { state: 'locked' as const } : {}),
        tokenHash: invitationTokenHash(token),
        linkedBy: sql`array_append(${sellerInvitations.linkedBy}, ${actorId(ctx.actor)})`,
        expiresAt: sql`now() + make_interval(hours => ${INVITATION_HOURS})`,
      })
      .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
    return {
      result: {
        token,
        email: row.email,
        businessName: row.businessName,
        isOfOwner: false,
        needsCode: row.codeHash !== null,
      },
      audit: {
        action: 'seller_link.make',
        subject: sellerInvitationId,
        ...(row.connectedAccountId === null ? {} : { connectedAccountId: row.connectedAccountId }),
      },
    };
  },
});

/** Money is there that is not theirs before two people say so, and one person with both halves of the key would be the owner. */
async function refuseBeforeTwo(tx: Transaction, row: SellerInvitationRow, maker: string): Promise<void> {
  if (row.confirmedAt === null)
    throw new DomainError('precondition_failed', 'Another administrator confirms this owner first.');
  const who = 'has the code, so somebody else makes the link.';
  if (row.invitedBy === maker) throw new DomainError('precondition_failed', `Whoever asked ${who}`);
  await refuseSameHand(tx, maker, row.invitedBy, `Whoever asked ${who}`);
  await refuseTooLate(
    tx,
    row.sellerInvitationId,
    'Two people agreed on this owner more than a week ago. Take it back and ask again.',
  );
}

/** Money that comes first would leave by itself. */
async function refuseBeforeManual(tx: Transaction, connectedAccountId: string | null): Promise<void> {
  const [account] = await tx
    .select({ interval: connectedAccounts.payoutInterval })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId ?? ''));
  if (account?.interval !== 'manual')
    throw new DomainError(
      'precondition_failed',
      'Stripe does not say yet that it pays this account only when asked. Try again.',
    );
}
