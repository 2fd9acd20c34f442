import { z } from 'zod';
import { amount, currency, metadata, seconds, sourceType } from './checked.ts';

const DISABLED_REASONS = [
  'action_required.requested_capabilities',
  'listed',
  'other',
  'platform_paused',
  'rejected.fraud',
  'rejected.incomplete_verification',
  'rejected.listed',
  'rejected.other',
  'rejected.platform_fraud',
  'rejected.platform_other',
  'rejected.platform_terms_of_service',
  'rejected.terms_of_service',
  'requirements.past_due',
  'requirements.pending_verification',
  'under_review',
] as const;

/** Those that stories need, out of Stripe's hundred. */
const ERROR_CODES = [
  'invalid_address_city_state_postal_code',
  'verification_document_expired',
  'verification_document_name_mismatch',
  'verification_document_not_readable',
  'verification_failed_id_number_match',
  'verification_failed_keyed_identity',
] as const;

/** The holder does it although nothing gives it the means. */
const force = z.boolean().exactOptional();

const newBankAccount = z.strictObject({
  country: z.string().length(2).exactOptional(),
  currency: currency.exactOptional(),
  accountNumber: z.string().min(1),
  routingNumber: z.string().nullable().exactOptional(),
  holderName: z.string().nullable().exactOptional(),
  bankName: z.string().nullable().exactOptional(),
  defaultForCurrency: z.boolean().exactOptional(),
  metadata: metadata.exactOptional(),
});

const bearer = z.enum(['stripe', 'application']);

export const newBankAccountByHolder = newBankAccount.extend({ force });

export const newAccount = z.strictObject({
  type: z.enum(['standard', 'express', 'custom']).exactOptional(),
  controller: z
    .strictObject({
      dashboard: z.enum(['full', 'express', 'none']).exactOptional(),
      losses: bearer.exactOptional(),
      requirements: bearer.exactOptional(),
      feesPayer: z
        .enum(['account', 'application', 'application_custom', 'application_express'])
        .exactOptional(),
    })
    .exactOptional(),
  country: z.string().length(2).exactOptional(),
  currency: currency.exactOptional(),
  email: z.string().nullable().exactOptional(),
  businessName: z.string().nullable().exactOptional(),
  businessType: z
    .enum(['company', 'government_entity', 'individual', 'non_profit'])
    .nullable()
    .exactOptional(),
  mcc: z.string().nullable().exactOptional(),
  url: z.string().nullable().exactOptional(),
  metadata: metadata.exactOptional(),
  serviceAgreement: z.enum(['full', 'recipient']).exactOptional(),
  capabilities: z.array(z.string()).exactOptional(),
  onboarded: z.boolean().exactOptional(),
  v2: z.boolean().exactOptional(),
  bankAccount: newBankAccount.exactOptional(),
});

const due = z.array(z.string()).exactOptional();

const asked = {
  currently_due: due,
  eventually_due: due,
  past_due: due,
  pending_verification: due,
  current_deadline: seconds.nullable().exactOptional(),
  errors: z
    .array(z.strictObject({ code: z.enum(ERROR_CODES), reason: z.string(), requirement: z.string() }))
    .exactOptional(),
};

/** What Stripe has announced and does not ask for yet: it disables nothing. */
export const futureRequirements = z.strictObject(asked);

export const requirements = z.strictObject({
  ...asked,
  disabled_reason: z.enum(DISABLED_REASONS).nullable().exactOptional(),
});

export const capabilities = z.record(z.string(), z.enum(['active', 'inactive', 'pending']));

export const scheduleByHolder = z.strictObject({
  interval: z.enum(['daily', 'manual', 'monthly', 'weekly']),
  weeklyPayoutDays: z.array(z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'])).exactOptional(),
  monthlyPayoutDays: z.array(z.int().min(1).max(31)).exactOptional(),
  force,
});

export const selfPayout = z.strictObject({
  amount,
  currency,
  method: z.enum(['standard', 'instant']).exactOptional(),
  destination: z.string().exactOptional(),
  sourceType: sourceType.exactOptional(),
  description: z.string().nullable().exactOptional(),
  statementDescriptor: z.string().nullable().exactOptional(),
  metadata: metadata.exactOptional(),
  force,
});
