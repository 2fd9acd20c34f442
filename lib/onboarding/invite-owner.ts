import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { actorId } from '../audit/record-audit.ts';
import { invitationCodeHash, makeInvitationCode } from '../auth/invitation-token.ts';
import { nameForPeople } from '../connected-accounts/name-for-people.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { refusedField } from '../input-words.ts';
import { reasonText } from '../reason-text.ts';
import { defineVerb } from '../verb.ts';
import { isColleague } from './refuse-changed-since.ts';
import { refuseKnownOwner } from './refuse-known-owner.ts';

/**
 * The first of two people wants somebody to sign in for an account that is there already. Nobody is let in by it: another
 * administrator confirms it, and makes the link. Nothing is asked of Stripe.
 * @returns a code, stored nowhere, that whoever asks tells the owner: without it the link opens nothing, so that neither of the two
 * could use it alone
 * @throws DomainError `not_found`; `precondition_failed` for an account that has disconnected; `conflict` for an open invitation of the
 * address; `invalid_input` for an address that signs in already, is shut out or is a colleague's
 */
export const inviteOwner = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({
    connectedAccountId: z.string().max(100),
    email: z.email({ error: 'is not an e-mail address' }).max(200),
    name: z.string().trim().min(1, { error: 'is missing' }).max(100),
    reason: reasonText,
  }),
  run: async (tx, { actor }, { connectedAccountId, email, name, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people invite an owner.');
    const businessName = await nameOfConnected(tx, connectedAccountId);
    if (await isColleague(tx, email))
      throw refusedField('email', 'This is the address of somebody who works here. Invite the owner’s own.');
    await refuseOwnerThere(tx, connectedAccountId, email);
    await refuseKnownOwner(tx, email);
    const sellerInvitationId = `siv_${randomUUID().replaceAll('-', '')}`;
    const code = makeInvitationCode();
    const added = await tx
      .insert(sellerInvitations)
      .values({
        sellerInvitationId,
        makesAccount: false,
        connectedAccountId,
        state: 'created',
        email,
        name,
        businessName,
        reason,
        codeHash: invitationCodeHash(code),
        invitedBy: actorId(actor),
      })
      .onConflictDoNothing()
      .returning({ id: sellerInvitations.sellerInvitationId });
    if (added.length === 0)
      throw new DomainError('conflict', 'This address is invited already. Take that invitation back first.');
    return {
      result: { sellerInvitationId, code },
      audit: {
        action: 'owner.invite',
        subject: sellerInvitationId,
        connectedAccountId,
        after: { email, name, reason },
      },
    };
  },
});

async function nameOfConnected(tx: Transaction, connectedAccountId: string): Promise<string> {
  const [account] = await tx
    .select({ name: connectedAccounts.displayName, deauthorizedAt: connectedAccounts.deauthorizedAt })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (account === undefined)
    throw new DomainError('not_found', `There is no connected account ${connectedAccountId}.`);
  if (account.deauthorizedAt !== null)
    throw new DomainError(
      'precondition_failed',
      'This account has disconnected the platform: nobody signs in for it here.',
    );
  return nameForPeople(connectedAccountId, account.name);
}

async function refuseOwnerThere(tx: Transaction, connectedAccountId: string, email: string): Promise<void> {
  const [owner] = await tx
    .select({ disabledAt: connectedAccountOwners.disabledAt })
    .from(connectedAccountOwners)
    .where(
      and(
        eq(connectedAccountOwners.connectedAccountId, connectedAccountId),
        eq(sql`lower(${connectedAccountOwners.email})`, email.toLowerCase()),
      ),
    );
  if (owner === undefined) return;
  throw refusedField(
    'email',
    owner.disabledAt === null
      ? 'This address signs in for this account already.'
      : 'This address was shut out here. An invitation does not let it in: another administrator does, beside it.',
  );
}
