import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { actorId } from '../audit/record-audit.ts';
import { env } from '../env.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { refuseKnownOwner } from './refuse-known-owner.ts';
import { BUSINESS_TYPES, ONBOARDING_POLICY_VERSION, onboardingTerms } from './rules/onboarding-policy.ts';

/**
 * Writes down that somebody is to sell on the platform, on the terms that the policy has for their country. Nothing is asked
 * of Stripe yet: this row is the intent of the one account that will be made.
 * @throws DomainError `precondition_failed` where the policy invites nobody; `conflict` for an open invitation of the address, and for
 * one that signs in to an account already
 */
export const inviteSeller = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({
    email: z.email({ error: 'is not an e-mail address' }).max(200),
    name: z.string().trim().min(1, { error: 'is missing' }).max(100),
    businessName: z.string().trim().min(1, { error: 'is missing' }).max(100),
    country: z.string().regex(/^[A-Z]{2}$/, { error: 'is missing' }),
    businessType: z.enum(BUSINESS_TYPES),
  }),
  run: async (tx, ctx, { email, name, businessName, country, businessType }) => {
    const answer = onboardingTerms(env().PLATFORM_COUNTRY, country, businessType);
    if (answer.kind === 'refused') throw new DomainError('precondition_failed', answer.because);
    await refuseKnownOwner(tx, email);
    const sellerInvitationId = `siv_${randomUUID().replaceAll('-', '')}`;
    const added = await tx
      .insert(sellerInvitations)
      .values({
        sellerInvitationId,
        email,
        name,
        businessName,
        country,
        businessType,
        policyVersion: ONBOARDING_POLICY_VERSION,
        terms: { ...answer.terms },
        invitedBy: actorId(ctx.actor),
        idempotencyKey: `sluice-${sellerInvitationId}`,
      })
      .onConflictDoNothing()
      .returning({ id: sellerInvitations.sellerInvitationId });
    if (added.length === 0) throw await invitedAlready(tx, email);
    return {
      result: { sellerInvitationId },
      audit: {
        action: 'seller.invite',
        subject: sellerInvitationId,
        after: { email, businessName, policyVersion: ONBOARDING_POLICY_VERSION, terms: answer.terms },
      },
    };
  },
});

/** What helps depends on how far the open invitation is: one that Stripe may have made an account for is not taken back. */
async function invitedAlready(tx: Transaction, email: string): Promise<DomainError> {
  const [open] = await tx
    .select({ state: sellerInvitations.state })
    .from(sellerInvitations)
    .where(
      and(
        eq(sql`lower(${sellerInvitations.email})`, email.toLowerCase()),
        isNull(sellerInvitations.acceptedAt),
        isNull(sellerInvitations.revokedAt),
      ),
    );
  return new DomainError(
    'conflict',
    open?.state === 'unknown'
      ? 'This address is invited already, and nobody knows yet whether Stripe made its account. What helps stands beside it in the list.'
      : 'This address is invited already. Take that invitation back first.',
  );
}
