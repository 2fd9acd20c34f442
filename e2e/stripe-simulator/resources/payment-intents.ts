import type Stripe from 'stripe';
import { ApiError, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { change, emit } from '../events.ts';
import type { NewCharge } from './charges.ts';
import { createCharge, createDeclinedCharge } from './charges.ts';
import { createDispute } from './disputes.ts';

export type NewPaymentIntent = {
  account?: string;
  amount: number;
  currency: string;
  applicationFee?: number;
  destination?: string;
  transferAmount?: number;
  transferGroup?: string | null;
  onBehalfOf?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
};

export function createPaymentIntent(core: Core, input: NewPaymentIntent): Stripe.PaymentIntent {
  const owner = input.account ?? core.store.platformId;
  const id = core.random.id('pi');
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: ['card'],
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: input.account === undefined ? null : core.store.applicationId,
    application_fee_amount: input.applicationFee ?? null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${core.random.letters(24)}`,
    confirmation_method: 'automatic',
    created: nowOf(core),
    currency: input.currency,
    customer: null,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: core.livemode,
    managed_payments: null,
    metadata: input.metadata ?? {},
    next_action: null,
    on_behalf_of: input.onBehalfOf ?? null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_group: input.transferGroup ?? null,
  };
  if (input.destination !== undefined) {
    const { destination, transferAmount: amount } = input;
    intent.transfer_data = { destination, ...(amount === undefined ? {} : { amount }) };
  }
  core.store.paymentIntents.insert(owner, intent);
  emit(core, owner, 'payment_intent.created', intent);
  return intent;
}

/** Takes the money by test card; `pm_card_chargeDeclined` is refused, `pm_card_createDispute` disputed at once. */
export function confirmPaymentIntent(
  core: Core,
  owner: string,
  id: string,
  method: string,
): Stripe.PaymentIntent {
  const intent = core.store.paymentIntents.get(owner, id);
  if (intent === undefined) throw missing('payment_intent', id, 'intent');
  if (intent.status === 'succeeded') {
    throw refused('payment_intent_unexpected_state', 'This PaymentIntent has already succeeded.');
  }
  const { transfer_data: transferData } = intent;
  const input: NewCharge = {
    amount: intent.amount,
    currency: intent.currency,
    paymentIntent: intent.id,
    transferGroup: intent.transfer_group,
    description: intent.description,
    metadata: { ...intent.metadata },
    onBehalfOf: typeof intent.on_behalf_of === 'string' ? intent.on_behalf_of : null,
    ...(owner === core.store.platformId ? {} : { account: owner }),
    ...(intent.application_fee_amount === null ? {} : { applicationFee: intent.application_fee_amount }),
    ...(typeof transferData?.destination === 'string' ? { destination: transferData.destination } : {}),
    ...(transferData?.amount === undefined ? {} : { transferAmount: transferData.amount }),
    ...(method.includes('bypassPending') ? { availableOn: nowOf(core) } : {}),
  };
  if (method.toLowerCase().includes('declined')) return decline(core, owner, intent, input);
  const charge = createCharge(core, input);
  const previous = change(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
    payment_method: method,
  });
  emit(core, owner, 'payment_intent.succeeded', intent, previous);
  if (method.includes('createDispute')) createDispute(core, { charge: charge.id });
  return intent;
}

function decline(core: Core, owner: string, intent: Stripe.PaymentIntent, input: NewCharge): never {
  change(intent, { latest_charge: createDeclinedCharge(core, input).id });
  emit(core, owner, 'payment_intent.payment_failed', intent);
  throw new ApiError({
    status: 402,
    type: 'card_error',
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
    keptUnderKey: true,
  });
}
