import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';

export type RiskLevel = 'normal' | 'elevated' | 'highest' | 'not_assessed';

export type NewCharge = {
  id: string;
  amount: number;
  currency: string;
  description: string | null;
  metadata: Record<string, string>;
  paymentIntent: string | null;
  sourceType: string;
  transferGroup: string | null;
  onBehalfOf: string | null;
  riskScore: number;
  riskLevel: RiskLevel;
  email: string | null;
  /** Two letters; what the buyer paid with, when it is a card. */
  cardCountry: string | null;
  cardFingerprint: string | null;
};

/** A succeeded charge without its balance transaction; the caller fills what depends on the charge pattern. */
export function formatCharge(core: Core, input: NewCharge): Stripe.Charge {
  return {
    id: input.id,
    object: 'charge',
    amount: input.amount,
    amount_captured: input.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: input.email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    created: nowOf(core),
    currency: input.currency,
    customer: null,
    description: input.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: core.livemode,
    metadata: input.metadata,
    on_behalf_of: input.onBehalfOf,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: input.riskLevel,
      risk_score: input.riskScore,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: input.paymentIntent,
    payment_method: null,
    payment_method_details:
      input.sourceType === 'card' ? { type: 'card', card: formatCard(input) } : { type: 'us_bank_account' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: input.transferGroup,
  };
}

/** The same buyer has the same card; without a name every payment is another buyer's. */
function formatCard(input: NewCharge): Stripe.Charge.PaymentMethodDetails.Card {
  const digest = createHash('sha256')
    .update(input.email ?? input.id)
    .digest();
  return {
    amount_authorized: input.amount,
    authorization_code: null,
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: input.cardCountry,
    electronic_commerce_indicator: null,
    exp_month: 8,
    exp_year: 2029,
    fingerprint: input.cardFingerprint ?? digest.toString('base64url').replaceAll(/[-_]/g, '0').slice(0, 16),
    funding: 'credit',
    installments: null,
    last4: String(digest.readUInt16BE(0) % 10_000).padStart(4, '0'),
    mandate: null,
    network: 'visa',
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
