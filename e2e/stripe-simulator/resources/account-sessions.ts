import type Stripe from 'stripe';
import { invalid } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import type { AccountRecord } from '../entities.ts';
import { connectedAccountOf } from './accounts.ts';

const LIFETIME_SECONDS = 3600;

const LOGIN = ['disable_stripe_user_authentication', 'external_account_collection'];
const PAYOUT = [...LOGIN, 'edit_payout_schedule', 'instant_payouts', 'standard_payouts'];
const DISPUTE = [
  'destination_on_behalf_of_charge_management',
  'dispute_management',
  'refund_management',
  'smart_disputes_management',
];
const PAYMENT = ['capture_payments', ...DISPUTE];
const ISSUING = [
  'card_management',
  'card_spend_dispute_management',
  'cardholder_management',
  'spend_control_management',
];

/** Features of each component of the GA SDK. */
const FEATURES: Record<string, readonly string[]> = {
  account_management: LOGIN,
  account_onboarding: LOGIN,
  balance_report: [],
  balances: PAYOUT,
  disputes_list: PAYMENT,
  documents: [],
  financial_account: [...LOGIN, 'send_money', 'transfer_balance'],
  financial_account_transactions: ['card_spend_dispute_management'],
  instant_payouts_promotion: [...LOGIN, 'instant_payouts'],
  issuing_card: ISSUING,
  issuing_cards_list: [...ISSUING, 'disable_stripe_user_authentication'],
  notification_banner: LOGIN,
  payment_details: PAYMENT,
  payment_disputes: DISPUTE,
  payment_method_settings: ['disable_stripe_user_authentication'],
  payments: PAYMENT,
  payout_details: [],
  payout_reconciliation_report: [],
  payouts: PAYOUT,
  payouts_list: [],
  reporting_chart: [],
  tax_registrations: [],
  tax_settings: [],
  terminal_hardware_orders: [],
  terminal_hardware_shop: [],
};

export type WantedComponents = Record<string, { enabled: boolean; features: Record<string, boolean> }>;

/** A session for the embedded components, with the features that really are in force. */
export function createAccountSession(
  core: Core,
  accountId: string,
  wanted: WantedComponents,
): Stripe.AccountSession {
  const record = connectedAccountOf(core, accountId);
  for (const name of Object.keys(wanted)) {
    if (FEATURES[name] === undefined) {
      throw invalid(
        `Received unknown parameter: components[${name}]`,
        `components[${name}]`,
        'parameter_unknown',
      );
    }
  }
  const components = Object.entries(FEATURES).map(([name, features]) => [
    name,
    {
      enabled: wanted[name]?.enabled ?? false,
      features: effectiveFeatures(record, name, features, wanted[name]?.features ?? {}),
    },
  ]);
  const id = core.random.id('acctsess');
  const expiresAt = nowOf(core) + LIFETIME_SECONDS;
  const session: Stripe.AccountSession = {
    object: 'account_session',
    account: accountId,
    client_secret: `accs_secret__${core.random.letters(40)}`,
    components: Object.fromEntries(components) as Stripe.AccountSession.Components,
    expires_at: expiresAt,
    livemode: core.livemode,
  };
  core.store.accountSessions.insert(accountId, {
    id,
    key: core.cause?.idempotency_key ?? null,
    created: nowOf(core),
    expiresAt,
    session,
  });
  return session;
}

function effectiveFeatures(
  record: AccountRecord,
  component: string,
  features: readonly string[],
  wanted: Record<string, boolean>,
): Record<string, boolean> {
  for (const name of Object.keys(wanted)) {
    if (features.includes(name)) continue;
    const param = `components[${component}][features][${name}]`;
    throw invalid(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
  }
  const { controller } = record.account;
  const ours = controller?.requirement_collection === 'application';
  const collection = wanted['external_account_collection'] ?? true;
  if (wanted['disable_stripe_user_authentication'] === true && !ours) {
    throw invalid(
      'disable_stripe_user_authentication is only available where the platform collects requirements.',
      `components[${component}][features][disable_stripe_user_authentication]`,
    );
  }
  if (!collection && !ours) {
    throw invalid(
      'external_account_collection can only be false where the platform collects requirements.',
      `components[${component}][features][external_account_collection]`,
    );
  }
  const stripeBearsLosses = controller?.losses?.payments === 'stripe';
  const defaults: Record<string, boolean> = {
    external_account_collection: collection,
    disable_stripe_user_authentication: ours && !collection,
    standard_payouts: stripeBearsLosses,
    edit_payout_schedule: stripeBearsLosses,
    instant_payouts: false,
  };
  return Object.fromEntries(features.map((name) => [name, wanted[name] ?? defaults[name] ?? false]));
}

/** True when a session that has not expired lets the holder use `feature` of one of `components`. */
export function sessionAllows(core: Core, accountId: string, components: string[], feature: string): boolean {
  return core.store.accountSessions.rows(accountId).some(({ expiresAt, session }) => {
    if (expiresAt <= nowOf(core)) return false;
    const given = session.components as unknown as WantedComponents;
    return components.some((name) => given[name]?.enabled === true && given[name].features[feature] === true);
  });
}
