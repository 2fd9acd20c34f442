/*
 * Every embedded component of Stripe's API and every feature of those that an owner may get, each with when and why.
 * Source: Stripe's reference of account sessions (features, and which of them need the platform to collect requirements)
 * and its pages on the components. A component that is not here is not granted.
 */

/**
 * - `always`: whoever owns the account
 * - `paid_by_stripe`: only where Stripe pays the account by a schedule of its own and nothing holds it
 * - `unfrozen`: not while a switch or a hold freezes the account
 * - `never`: nobody
 */
type When = 'always' | 'paid_by_stripe' | 'unfrozen' | 'never';

export type Rule = { readonly when: When; readonly why: string };

export const FEATURES = {
  disable_stripe_user_authentication: {
    when: 'never',
    why: 'Stripe’s own sign-in stands before details and bank accounts, so that a session of ours alone changes neither.',
  },
  external_account_collection: {
    when: 'unfrozen',
    why: 'A new bank account is how stolen accounts are emptied; while the account is frozen its destination stays.',
  },
  edit_payout_schedule: {
    when: 'never',
    why: 'A schedule that is not manual pays everything out without a request, and a session from before a hold lives on for up to an hour.',
  },
  instant_payouts: {
    when: 'never',
    why: 'Money is gone within minutes and nothing calls it back; Sluice sends instant payouts itself, when approved.',
  },
  standard_payouts: {
    when: 'never',
    why: 'A payout that no request asked for, also after a hold: Stripe ends no session early.',
  },
  capture_payments: { when: 'always', why: 'Brings money in.' },
  destination_on_behalf_of_charge_management: {
    when: 'never',
    why: 'Reaches charges of the platform, whose refunds come out of the platform’s balance.',
  },
  dispute_management: {
    when: 'always',
    why: 'Answers a bank in time; the money has left already and may come back.',
  },
  refund_management: {
    when: 'unfrozen',
    why: 'A refund is money that leaves, and to a friend’s card it is a payout.',
  },
  smart_disputes_management: {
    when: 'never',
    why: 'Costs a fee for each dispute; the platform decides on that.',
  },
} as const satisfies Record<string, Rule>;

export type Feature = keyof typeof FEATURES;

type Component = Rule & { readonly features: readonly Feature[] };

const DETAILS = ['disable_stripe_user_authentication', 'external_account_collection'] as const;
const PAYOUTS = [...DETAILS, 'edit_payout_schedule', 'instant_payouts', 'standard_payouts'] as const;
const DISPUTES = [
  'destination_on_behalf_of_charge_management',
  'dispute_management',
  'refund_management',
  'smart_disputes_management',
] as const;
const PAYMENTS = ['capture_payments', ...DISPUTES] as const;

const NOT_DRAWN = 'No page of ours shows it; a session grants what is drawn and no more.';

export const COMPONENTS = {
  account_onboarding: { when: 'always', features: DETAILS, why: 'Finishes what Stripe has to know.' },
  account_management: { when: 'always', features: DETAILS, why: 'Keeps those details up to date.' },
  notification_banner: {
    when: 'always',
    features: DETAILS,
    why: 'Says what Stripe asks for, and takes the answer.',
  },
  balances: {
    when: 'always',
    features: PAYOUTS,
    why: 'Shows what there is; its payout features have rules of their own.',
  },
  payouts: {
    when: 'paid_by_stripe',
    features: PAYOUTS,
    why: 'Shows what Stripe’s schedule pays next. Everybody else sees theirs in the list.',
  },
  payouts_list: { when: 'always', features: [], why: 'Read-only: what was paid.' },
  payout_details: { when: 'always', features: [], why: 'Read-only: what one payout was made of.' },
  payments: { when: 'always', features: PAYMENTS, why: 'What customers paid.' },
  disputes_list: { when: 'always', features: PAYMENTS, why: 'All disputes, each with a deadline.' },
  documents: { when: 'always', features: [], why: 'Read-only: invoices and tax forms.' },
  tax_registrations: { when: 'always', features: [], why: 'Where the owner collects tax; no money moves.' },
  tax_settings: { when: 'always', features: [], why: 'How tax is worked out; no money moves.' },
  payment_details: { when: 'never', features: [], why: NOT_DRAWN },
  payment_disputes: { when: 'never', features: [], why: NOT_DRAWN },
  balance_report: { when: 'never', features: [], why: NOT_DRAWN },
  payout_reconciliation_report: { when: 'never', features: [], why: NOT_DRAWN },
  reporting_chart: { when: 'never', features: [], why: NOT_DRAWN },
  instant_payouts_promotion: {
    when: 'never',
    features: ['instant_payouts'],
    why: 'Its purpose is an instant payout.',
  },
  financial_account: {
    when: 'never',
    features: [],
    why: 'Sends money and moves balances past every approval.',
  },
  financial_account_transactions: { when: 'never', features: [], why: 'Belongs to the financial account.' },
  issuing_card: { when: 'never', features: [], why: 'A card spends the balance.' },
  issuing_cards_list: { when: 'never', features: [], why: 'A card spends the balance.' },
  payment_method_settings: {
    when: 'never',
    features: [],
    why: 'What customers may pay with is the platform’s to say.',
  },
  terminal_hardware_orders: { when: 'never', features: [], why: 'Orders goods on the account’s bill.' },
  terminal_hardware_shop: { when: 'never', features: [], why: 'Orders goods on the account’s bill.' },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof COMPONENTS;
