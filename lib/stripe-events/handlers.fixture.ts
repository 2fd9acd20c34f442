import type { HandledEventType } from './registry.ts';
import type { StripeEventView } from './stripe-event.ts';

const at = (
  type: HandledEventType,
  connectedAccountId: string,
  object: { id?: string; object: string } & Record<string, unknown>,
): StripeEventView => ({ type, connectedAccountId, objectId: object.id ?? null, object });

const charge = { id: 'ch_1', object: 'charge', amount: 4200, currency: 'usd', destination: null };
const dispute = { id: 'du_1', object: 'dispute', amount: 4200, charge: 'ch_1' };
const payout = { id: 'po_1', object: 'payout', amount: 9000, currency: 'usd', status: 'paid' };
const transfer = { id: 'tr_1', object: 'transfer', amount: 3000, destination: 'acct_b' };
const bankAccount = { id: 'ba_1', object: 'bank_account', account: 'acct_a', last4: '6789' };

/** One event of each type that Sluice acts on, cut down to what Stripe always sends with it. */
export const EVENT_OF: { readonly [Type in HandledEventType]: StripeEventView } = {
  'account.updated': at('account.updated', 'acct_a', { id: 'acct_a', object: 'account' }),
  'account.application.authorized': at('account.application.authorized', 'acct_a', {
    id: 'ca_1',
    object: 'application',
  }),
  'account.application.deauthorized': at('account.application.deauthorized', 'acct_a', {
    id: 'ca_1',
    object: 'application',
  }),
  'account.external_account.created': at('account.external_account.created', 'acct_a', bankAccount),
  'account.external_account.updated': at('account.external_account.updated', 'acct_a', bankAccount),
  'account.external_account.deleted': at('account.external_account.deleted', 'acct_a', bankAccount),
  'capability.updated': at('capability.updated', 'acct_a', { id: 'card_payments', object: 'capability' }),
  'person.created': at('person.created', 'acct_a', { id: 'person_1', object: 'person' }),
  'person.updated': at('person.updated', 'acct_a', { id: 'person_1', object: 'person' }),
  'person.deleted': at('person.deleted', 'acct_a', { id: 'person_1', object: 'person' }),
  'balance.available': at('balance.available', 'acct_a', { object: 'balance' }),
  'balance_settings.updated': at('balance_settings.updated', 'acct_a', { object: 'balance_settings' }),
  'payout.created': at('payout.created', 'acct_a', payout),
  'payout.updated': at('payout.updated', 'acct_a', payout),
  'payout.paid': at('payout.paid', 'acct_a', payout),
  'payout.failed': at('payout.failed', 'acct_a', { ...payout, status: 'failed' }),
  'payout.canceled': at('payout.canceled', 'acct_a', { ...payout, status: 'canceled' }),
  'payout.reconciliation_completed': at('payout.reconciliation_completed', 'acct_a', payout),
  'charge.succeeded': at('charge.succeeded', 'acct_a', charge),
  'charge.pending': at('charge.pending', 'acct_a', charge),
  'charge.failed': at('charge.failed', 'acct_a', charge),
  'charge.captured': at('charge.captured', 'acct_a', charge),
  'charge.expired': at('charge.expired', 'acct_a', charge),
  'charge.refunded': at('charge.refunded', 'acct_a', charge),
  'charge.updated': at('charge.updated', 'acct_a', charge),
  'charge.refund.updated': at('charge.refund.updated', 'acct_a', { id: 're_1', object: 'refund' }),
  'refund.created': at('refund.created', 'acct_a', { id: 're_1', object: 'refund' }),
  'refund.updated': at('refund.updated', 'acct_a', { id: 're_1', object: 'refund' }),
  'refund.failed': at('refund.failed', 'acct_a', { id: 're_1', object: 'refund' }),
  'charge.dispute.created': at('charge.dispute.created', 'acct_a', dispute),
  'charge.dispute.updated': at('charge.dispute.updated', 'acct_a', dispute),
  'charge.dispute.closed': at('charge.dispute.closed', 'acct_a', dispute),
  'charge.dispute.funds_withdrawn': at('charge.dispute.funds_withdrawn', 'acct_a', dispute),
  'charge.dispute.funds_reinstated': at('charge.dispute.funds_reinstated', 'acct_a', dispute),
  'payment_intent.succeeded': at('payment_intent.succeeded', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'payment_intent.partially_funded': at('payment_intent.partially_funded', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'payment_intent.payment_failed': at('payment_intent.payment_failed', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'payment_intent.processing': at('payment_intent.processing', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'payment_intent.canceled': at('payment_intent.canceled', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'payment_intent.requires_action': at('payment_intent.requires_action', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'payment_intent.amount_capturable_updated': at('payment_intent.amount_capturable_updated', 'acct_a', {
    id: 'pi_1',
    object: 'payment_intent',
  }),
  'radar.early_fraud_warning.created': at('radar.early_fraud_warning.created', 'acct_a', {
    id: 'issfr_1',
    object: 'radar.early_fraud_warning',
  }),
  'radar.early_fraud_warning.updated': at('radar.early_fraud_warning.updated', 'acct_a', {
    id: 'issfr_1',
    object: 'radar.early_fraud_warning',
  }),
  'review.opened': at('review.opened', 'acct_a', { id: 'prv_1', object: 'review' }),
  'review.closed': at('review.closed', 'acct_a', { id: 'prv_1', object: 'review' }),
  'reserve.hold.created': at('reserve.hold.created', 'acct_a', { id: 'rsvhld_1', object: 'reserve.hold' }),
  'reserve.hold.updated': at('reserve.hold.updated', 'acct_a', { id: 'rsvhld_1', object: 'reserve.hold' }),
  'reserve.release.created': at('reserve.release.created', 'acct_a', {
    id: 'rsvrel_1',
    object: 'reserve.release',
  }),
  'reserve.plan.created': at('reserve.plan.created', 'acct_a', { id: 'rsvpln_1', object: 'reserve.plan' }),
  'reserve.plan.updated': at('reserve.plan.updated', 'acct_a', { id: 'rsvpln_1', object: 'reserve.plan' }),
  'reserve.plan.disabled': at('reserve.plan.disabled', 'acct_a', { id: 'rsvpln_1', object: 'reserve.plan' }),
  'reserve.plan.expired': at('reserve.plan.expired', 'acct_a', { id: 'rsvpln_1', object: 'reserve.plan' }),
  'topup.created': at('topup.created', 'platform', { id: 'tu_1', object: 'topup' }),
  'topup.succeeded': at('topup.succeeded', 'platform', { id: 'tu_1', object: 'topup' }),
  'topup.failed': at('topup.failed', 'platform', { id: 'tu_1', object: 'topup' }),
  'topup.canceled': at('topup.canceled', 'platform', { id: 'tu_1', object: 'topup' }),
  'topup.reversed': at('topup.reversed', 'platform', { id: 'tu_1', object: 'topup' }),
  'transfer.created': at('transfer.created', 'platform', transfer),
  'transfer.updated': at('transfer.updated', 'platform', transfer),
  'transfer.reversed': at('transfer.reversed', 'platform', transfer),
  'application_fee.created': at('application_fee.created', 'platform', {
    id: 'fee_1',
    object: 'application_fee',
    account: 'acct_b',
  }),
  'application_fee.refunded': at('application_fee.refunded', 'platform', {
    id: 'fee_1',
    object: 'application_fee',
    account: 'acct_b',
  }),
  'application_fee.refund.updated': at('application_fee.refund.updated', 'platform', {
    id: 'fr_1',
    object: 'fee_refund',
    fee: 'fee_1',
  }),
  'reporting.report_run.succeeded': at('reporting.report_run.succeeded', 'platform', {
    id: 'frr_1',
    object: 'reporting.report_run',
  }),
  'reporting.report_run.failed': at('reporting.report_run.failed', 'platform', {
    id: 'frr_1',
    object: 'reporting.report_run',
  }),
};
