import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { actorId } from '../audit/record-audit.ts';
import { env } from '../env.ts';
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
    if (added.length === 0)
      throw new DomainError('conflict', 'This address is invited already. Take that invitation back first.');
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
