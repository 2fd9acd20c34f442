import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../entities.ts';

export const V2_INCLUDES = [
  'configuration.customer',
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
] as const;
export type V2Include = (typeof V2_INCLUDES)[number];

/** The v2 view of an account. What is not named in `include` is null, as at Stripe. */
export function formatV2Account(core: Core, record: AccountRecord, include: V2Include[]): object {
  const { account } = record;
  const dashboard = (['express', 'none'] as const).find(
    (kind) => kind === account.controller?.stripe_dashboard?.type,
  );
  const base = {
    id: record.id,
    object: 'v2.core.account',
    applied_configurations: ['merchant', 'recipient'],
    created: new Date(record.created * 1000).toISOString(),
    dashboard: dashboard ?? 'full',
    livemode: core.livemode,
    ...(account.email === null ? {} : { contact_email: account.email }),
    ...(account.business_profile?.name == null ? {} : { display_name: account.business_profile.name }),
    metadata: { ...account.metadata },
  } satisfies Stripe.V2.Core.Account;
  const wants = (name: V2Include) => include.includes(name);
  return {
    ...base,
    configuration: configurationOf(record, include),
    defaults: wants('defaults') ? defaultsOf(record) : null,
    future_requirements: wants('future_requirements') ? { entries: [] } : null,
    identity: wants('identity') ? { country: account.country?.toLowerCase() ?? 'us' } : null,
    requirements: wants('requirements') ? requirementsOf(record) : null,
  };
}

function configurationOf(record: AccountRecord, include: V2Include[]): object | null {
  if (!include.some((name) => name.startsWith('configuration.'))) return null;
  const status = record.account.payouts_enabled ? 'active' : 'restricted';
  const payouts = { status, status_details: [] };
  const transfers = {
    status: record.account.capabilities?.transfers === 'active' ? 'active' : 'restricted',
    status_details: [],
  };
  const cards = { status: record.account.charges_enabled ? 'active' : 'restricted', status_details: [] };
  return {
    customer: null,
    merchant: include.includes('configuration.merchant')
      ? { applied: true, capabilities: { card_payments: cards, stripe_balance: { payouts } } }
      : null,
    recipient: include.includes('configuration.recipient')
      ? { applied: true, capabilities: { stripe_balance: { payouts, stripe_transfers: transfers } } }
      : null,
  };
}

function defaultsOf(record: AccountRecord): object {
  const { controller, default_currency: currency } = record.account;
  const payer = controller?.fees?.payer;
  return {
    currency,
    responsibilities: {
      fees_collector: payer === undefined || payer === 'account' ? 'stripe' : payer,
      losses_collector: controller?.losses?.payments ?? 'stripe',
      requirements_collector: controller?.requirement_collection ?? 'stripe',
    },
  };
}

function requirementsOf(record: AccountRecord): object {
  const due = record.account.requirements;
  const pastDue = new Set(due?.past_due ?? []);
  const entries = (due?.currently_due ?? []).map((field) => ({
    awaiting_action_from: 'user',
    description: field,
    errors: [],
    impact: { restricts_capabilities: [] },
    minimum_deadline: { status: pastDue.has(field) ? 'past_due' : 'currently_due' },
    requested_reasons: [{ code: 'routine_onboarding' }],
  }));
  return { entries };
}
