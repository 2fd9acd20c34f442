import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import type { AuditEntry } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockSellerInvitation, type SellerInvitationRow } from './lock-seller-invitation.ts';
import { KEY_HOURS } from './rules/key-hours.ts';
import type { OnboardingTerms } from './rules/onboarding-policy.ts';

/** When Stripe was asked, with an outcome that nobody knows. */
type Called = { first: Date; last: Date };

/** The account that is there, what to look for alone since the key is old or spent, or what to ask for. */
type Claim =
  | { kind: 'there'; connectedAccountId: string }
  | { kind: 'to_look'; called: Called }
  | {
      kind: 'to_call';
      /** Look before asking again. */
      called: Called | null;
      call: Pick<SellerInvitationRow, 'sellerInvitationId' | 'email' | 'businessName'> & {
        [Told in 'idempotencyKey' | 'country' | 'businessType']: NonNullable<SellerInvitationRow[Told]>;
      } & Pick<OnboardingTerms, 'serviceAgreement' | 'capabilities'>;
    };

/**
 * Writes down that Stripe is about to be asked for the account of an invitation, and hands out what to ask for. An account
 * that is there already is no call: the caller goes on from it. A key under which Stripe keeps a failure is not sent again.
 * @throws DomainError `precondition_failed` when it was taken back or refused
 */
export const claimSellerCall = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({ sellerInvitationId: z.string().max(60) }),
  run: async (tx, _ctx, { sellerInvitationId }): Promise<{ result: Claim; audit: AuditEntry | null }> => {
    const row = await lockSellerInvitation(tx, sellerInvitationId);
    if (row.revokedAt !== null)
      throw new DomainError('precondition_failed', 'This invitation was taken back.');
    const { idempotencyKey, country, businessType } = row;
    if (idempotencyKey === null || country === null || businessType === null)
      throw new DomainError(
        'precondition_failed',
        'This invitation is to an account that is there. Its link is made on the account’s page.',
      );
    if (row.connectedAccountId !== null)
      return { result: { kind: 'there', connectedAccountId: row.connectedAccountId }, audit: null };
    if (row.state === 'refused')
      throw new DomainError(
        'precondition_failed',
        'Stripe refused this account. Take the invitation back and correct it.',
      );
    const [clock] = await tx.execute<{ is_old: boolean }>(sql`
      select coalesce(first_called_at < now() - make_interval(hours => ${KEY_HOURS}), false) as is_old
      from seller_invitations where seller_invitation_id = ${sellerInvitationId}`);
    const called =
      row.firstCalledAt === null
        ? null
        : { first: row.firstCalledAt, last: row.lastCalledAt ?? row.firstCalledAt };
    if ((clock?.is_old === true || row.keySpentAt !== null) && called !== null)
      return { result: { kind: 'to_look', called }, audit: null };
    await tx
      .update(sellerInvitations)
      .set({
        calls: sql`calls + 1`,
        firstCalledAt: sql`coalesce(first_called_at, now())`,
        lastCalledAt: sql`now()`,
        state: 'unknown',
      })
      .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
    const { sellerInvitationId: id, email, businessName } = row;
    const { serviceAgreement, capabilities } = row.terms as unknown as OnboardingTerms; // written by `inviteSeller` alone
    return {
      result: {
        kind: 'to_call',
        called,
        call: {
          sellerInvitationId: id,
          idempotencyKey,
          email,
          businessName,
          country,
          businessType,
          serviceAgreement,
          capabilities,
        },
      },
      audit: { action: 'seller_account.ask', subject: sellerInvitationId, after: { calls: row.calls + 1 } },
    };
  },
});
