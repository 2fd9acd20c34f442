import { connectedAccountChanged } from './handlers/account.ts';
import { applicationFeeMovedMoney, applicationFeeRefundUpdated } from './handlers/application-fee.ts';
import { balanceAvailable, balanceSettingsUpdated } from './handlers/balance.ts';
import { capabilityChanged } from './handlers/capability.ts';
import { chargeMovedMoney, chargeTaken, chargeWithoutMoney, declineTold } from './handlers/charge.ts';
import { disputeChanged, disputeTold } from './handlers/dispute.ts';
import { externalAccountChanged } from './handlers/external-account.ts';
import { paymentIntentMovedMoney, paymentIntentWithoutMoney } from './handlers/payment-intent.ts';
import { payoutChanged, payoutFailed } from './handlers/payout.ts';
import { personChanged } from './handlers/person.ts';
import { earlyFraudWarning, warningTold } from './handlers/radar.ts';
import { refundChanged, refundTold } from './handlers/refund.ts';
import { reportRunEnded } from './handlers/reporting.ts';
import { reserveMovedMoney, reservePlanChanged } from './handlers/reserve.ts';
import { reviewChanged } from './handlers/review.ts';
import { topupChanged } from './handlers/topup.ts';
import { shareOfChargeTold, transferMovedMoney } from './handlers/transfer.ts';
import type { EndpointKind } from './refusals.ts';
import type { RiskFactReader, StripeEventHandler } from './stripe-event.ts';

type Registration = {
  endpoints: readonly EndpointKind[];
  handle: StripeEventHandler;
  /** What it says for risk; null for most types. */
  readRiskFacts: RiskFactReader | null;
};

const on =
  (...endpoints: EndpointKind[]) =>
  (handle: StripeEventHandler, readRiskFacts: RiskFactReader | null = null): Registration => ({
    endpoints,
    handle,
    readRiskFacts,
  });
const onConnect = on('connect');
const onAccount = on('account');
const onBoth = on('account', 'connect');

/** Every event type that Sluice acts on. What is not here is stored as `ignored` and not subscribed. */
const REGISTRY = {
  'account.updated': onConnect(connectedAccountChanged),
  'account.application.authorized': onConnect(connectedAccountChanged),
  'account.application.deauthorized': onConnect(connectedAccountChanged),
  'account.external_account.created': onConnect(externalAccountChanged),
  'account.external_account.updated': onConnect(externalAccountChanged),
  'account.external_account.deleted': onConnect(externalAccountChanged),
  'capability.updated': onConnect(capabilityChanged),
  'person.created': onConnect(personChanged),
  'person.updated': onConnect(personChanged),
  'person.deleted': onConnect(personChanged),

  'balance.available': onBoth(balanceAvailable),
  'balance_settings.updated': onBoth(balanceSettingsUpdated),

  'payout.created': onBoth(payoutChanged),
  'payout.updated': onBoth(payoutChanged),
  'payout.paid': onBoth(payoutChanged),
  'payout.failed': onBoth(payoutFailed),
  'payout.canceled': onBoth(payoutChanged),
  'payout.reconciliation_completed': onBoth(payoutChanged),

  'charge.succeeded': onBoth(chargeMovedMoney, chargeTaken),
  'charge.pending': onBoth(chargeWithoutMoney),
  'charge.failed': onBoth(chargeWithoutMoney, declineTold),
  'charge.captured': onBoth(chargeMovedMoney),
  'charge.expired': onBoth(chargeWithoutMoney),
  'charge.refunded': onBoth(chargeMovedMoney),
  'charge.updated': onBoth(chargeMovedMoney),
  'charge.refund.updated': onBoth(refundChanged),
  'refund.created': onBoth(refundChanged, refundTold),
  'refund.updated': onBoth(refundChanged),
  'refund.failed': onBoth(refundChanged),

  'charge.dispute.created': onBoth(disputeChanged, disputeTold),
  'charge.dispute.updated': onBoth(disputeChanged),
  'charge.dispute.closed': onBoth(disputeChanged),
  'charge.dispute.funds_withdrawn': onBoth(disputeChanged),
  'charge.dispute.funds_reinstated': onBoth(disputeChanged),

  'payment_intent.succeeded': onBoth(paymentIntentMovedMoney),
  'payment_intent.partially_funded': onBoth(paymentIntentMovedMoney),
  'payment_intent.payment_failed': onBoth(paymentIntentWithoutMoney),
  'payment_intent.processing': onBoth(paymentIntentWithoutMoney),
  'payment_intent.canceled': onBoth(paymentIntentWithoutMoney),
  'payment_intent.requires_action': onBoth(paymentIntentWithoutMoney),
  'payment_intent.amount_capturable_updated': onBoth(paymentIntentWithoutMoney),

  'radar.early_fraud_warning.created': onBoth(earlyFraudWarning, warningTold),
  'radar.early_fraud_warning.updated': onBoth(earlyFraudWarning),
  'review.opened': onBoth(reviewChanged),
  'review.closed': onBoth(reviewChanged),

  'reserve.hold.created': onConnect(reserveMovedMoney),
  'reserve.hold.updated': onConnect(reserveMovedMoney),
  'reserve.release.created': onConnect(reserveMovedMoney),
  'reserve.plan.created': onConnect(reservePlanChanged),
  'reserve.plan.updated': onConnect(reservePlanChanged),
  'reserve.plan.disabled': onConnect(reservePlanChanged),
  'reserve.plan.expired': onConnect(reservePlanChanged),

  'topup.created': onBoth(topupChanged),
  'topup.succeeded': onBoth(topupChanged),
  'topup.failed': onBoth(topupChanged),
  'topup.canceled': onBoth(topupChanged),
  'topup.reversed': onBoth(topupChanged),

  'transfer.created': onAccount(transferMovedMoney, shareOfChargeTold),
  'transfer.updated': onAccount(transferMovedMoney),
  'transfer.reversed': onAccount(transferMovedMoney),
  'application_fee.created': onAccount(applicationFeeMovedMoney),
  'application_fee.refunded': onAccount(applicationFeeMovedMoney),
  'application_fee.refund.updated': onAccount(applicationFeeRefundUpdated),
  'reporting.report_run.succeeded': onAccount(reportRunEnded),
  'reporting.report_run.failed': onAccount(reportRunEnded),
} as const satisfies Record<string, Registration>;

export type HandledEventType = keyof typeof REGISTRY;

function isHandled(type: string): type is HandledEventType {
  return Object.hasOwn(REGISTRY, type);
}

/** The handler of an event type, or null for a type that Sluice does not act on. */
export function handlerOf(type: string): StripeEventHandler | null {
  return isHandled(type) ? REGISTRY[type].handle : null;
}

/** What says for risk what an event of this type tells, or null. */
export function riskFactReaderOf(type: string): RiskFactReader | null {
  return isHandled(type) ? REGISTRY[type].readRiskFacts : null;
}

/** What to enable on a webhook endpoint; derived from the handlers, so that the two cannot differ. */
export function subscribedEventTypes(endpointKind: EndpointKind): HandledEventType[] {
  return Object.keys(REGISTRY)
    .filter(isHandled)
    .filter((type) => {
      const endpoints: readonly EndpointKind[] = REGISTRY[type].endpoints;
      return endpoints.includes(endpointKind);
    });
}
