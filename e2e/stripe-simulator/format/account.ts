import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import type { AccountRecord } from '../entities.ts';

export type Controller = {
  dashboard: 'full' | 'express' | 'none';
  losses: 'stripe' | 'application';
  requirements: 'stripe' | 'application';
  feesPayer: 'account' | 'application' | 'application_custom' | 'application_express';
};

export const DEFAULT_CONTROLLER: Controller = {
  dashboard: 'full',
  losses: 'stripe',
  requirements: 'stripe',
  feesPayer: 'account',
};

/** What the legacy `type` stands for. */
export const LEGACY_CONTROLLER: Record<'standard' | 'express' | 'custom', Controller> = {
  standard: DEFAULT_CONTROLLER,
  express: {
    dashboard: 'express',
    losses: 'application',
    requirements: 'stripe',
    feesPayer: 'application_express',
  },
  custom: {
    dashboard: 'none',
    losses: 'application',
    requirements: 'application',
    feesPayer: 'application_custom',
  },
};

const FIRST_REQUIREMENTS = [
  'business_profile.url',
  'business_type',
  'external_account',
  'representative.dob.day',
  'representative.first_name',
  'representative.last_name',
  'tos_acceptance.date',
];

export function noRequirements(): Stripe.Account.Requirements {
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
}

export type AccountInput = {
  id: string;
  type: 'standard' | 'express' | 'custom' | 'none';
  controller: Controller;
  country: string;
  currency: string;
  email: string | null;
  businessName: string | null;
  businessType: Stripe.Account.BusinessType | null;
  mcc: string | null;
  url: string | null;
  metadata: Record<string, string>;
  serviceAgreement: 'full' | 'recipient';
};

export function formatAccount(core: Core, input: AccountInput): Stripe.Account {
  const { id, controller } = input;
  const due = noRequirements();
  due.currently_due = [...FIRST_REQUIREMENTS];
  due.eventually_due = [...FIRST_REQUIREMENTS];
  due.disabled_reason = 'requirements.past_due';
  due.past_due = [...FIRST_REQUIREMENTS];
  return {
    id,
    object: 'account',
    business_profile: {
      mcc: input.mcc,
      minority_owned_business_designation: null,
      name: input.businessName,
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: input.url,
    },
    business_type: input.businessType,
    capabilities: {},
    charges_enabled: false,
    controller: {
      fees: { payer: controller.feesPayer },
      is_controller: controller.dashboard !== 'full' || controller.losses === 'application',
      losses: { payments: controller.losses },
      requirement_collection: controller.requirements,
      stripe_dashboard: { type: controller.dashboard },
      type: 'application',
    },
    country: input.country,
    created: nowOf(core),
    default_currency: input.currency,
    details_submitted: false,
    email: input.email,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: noRequirements(),
    metadata: input.metadata,
    payouts_enabled: false,
    requirements: due,
    settings: formatSettings(input.businessName),
    tos_acceptance: { date: null, ip: null, service_agreement: input.serviceAgreement, user_agent: null },
    type: input.type,
  };
}

function formatSettings(name: string | null): Stripe.Account.Settings {
  return {
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_payments: {
      decline_on: { avs_failure: false, cvc_failure: false },
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: name, timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: {
      debit_negative_balances: false,
      schedule: { delay_days: 2, interval: 'daily' },
      statement_descriptor: null,
    },
  };
}

export function formatBalanceSettings(delayDays: number, debitNegative: boolean): Stripe.BalanceSettings {
  return {
    object: 'balance_settings',
    payments: {
      debit_negative_balances: debitNegative,
      payouts: {
        automatic_transfer_rules_by_currency: null,
        minimum_balance_by_currency: null,
        schedule: { interval: 'daily' },
        statement_descriptor: null,
        status: 'disabled',
      },
      settlement_timing: { delay_days: delayDays, start_of_day: null },
    },
  };
}

export function formatCapability(
  core: Core,
  record: Pick<AccountRecord, 'id'>,
  name: string,
): Stripe.Capability {
  const requirements = {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
  return {
    id: name,
    object: 'capability',
    account: record.id,
    future_requirements: structuredClone(requirements),
    requested: true,
    requested_at: nowOf(core),
    requirements,
    status: 'inactive',
  };
}
