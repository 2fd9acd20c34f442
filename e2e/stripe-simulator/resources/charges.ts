import type Stripe from 'stripe';
import { invalid } from '../api-error.ts';
import type { Core } from '../core.ts';
import { isPlatform } from '../core.ts';
import { chargeMultipleOf, convert, exponentOf } from '../currency.ts';
import type { SourceType } from '../entities.ts';
import { emit } from '../events.ts';
import type { RiskLevel } from '../format/charge.ts';
import { formatCharge } from '../format/charge.ts';
import { book, settlementDay } from '../ledger.ts';
import { accountOf } from './accounts.ts';
import { takeApplicationFee } from './application-fees.ts';
import { feeDetail, rateOf, settlementCurrencyOf } from './settlement.ts';
import { transferFromCharge } from './transfers.ts';

export type NewCharge = {
  /** Where the charge lives: a connected account (direct) or the platform (the default). */
  account?: string;
  /** Presentment amount and currency. */
  amount: number;
  currency: string;
  /** Stripe's fee in settlement currency; 2.9 % and 30 when absent. */
  fee?: number;
  /** Direct and destination charges. */
  applicationFee?: number;
  /** Makes it a destination charge: the connected account that gets the money. */
  destination?: string;
  /** How much the destination gets; all of it when absent. */
  transferAmount?: number;
  exchangeRate?: number;
  settlementCurrency?: string;
  sourceType?: SourceType;
  /** Seconds; the account's settlement timing when absent. */
  availableOn?: number;
  description?: string | null;
  metadata?: Record<string, string>;
  transferGroup?: string | null;
  onBehalfOf?: string | null;
  paymentIntent?: string | null;
  riskScore?: number;
  riskLevel?: RiskLevel;
  email?: string | null;
  /** The country of whoever sells when absent. */
  cardCountry?: string;
  /** Told from the buyer's email when absent. */
  cardFingerprint?: string;
};

/** Takes a payment: direct, destination or on the platform alone, with its balance transactions, fee and transfer. */
export function createCharge(core: Core, input: NewCharge): Stripe.Charge {
  const owner = input.account ?? core.store.platformId;
  const { amount, currency } = input;
  if (amount <= 0)
    throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (amount % chargeMultipleOf(currency) !== 0) {
    throw invalid(
      `Amounts in ${currency} must be a multiple of ${String(chargeMultipleOf(currency))}.`,
      'amount',
    );
  }
  // Before anything is booked: a refused charge must leave nothing behind.
  if (input.destination !== undefined) accountOf(core, input.destination);
  const charge = newChargeObject(core, input, owner);
  const settlement = settle(core, owner, input);
  const direct = !isPlatform(core, owner);
  const platformPays = direct && accountOf(core, owner).account.controller?.fees?.payer !== 'account';
  const fees: Stripe.BalanceTransaction.FeeDetail[] = [];
  const feeInSettlement =
    input.applicationFee === undefined || !direct
      ? 0
      : convert(input.applicationFee, currency, settlement.currency, settlement.rate ?? 1);
  if (feeInSettlement > 0)
    fees.push(feeDetail(core, 'application_fee', feeInSettlement, settlement.currency));
  if (!platformPays) fees.push(feeDetail(core, 'stripe_fee', settlement.fee, settlement.currency));
  const transaction = book(core, {
    owner,
    type: 'charge',
    amount: settlement.amount,
    currency: settlement.currency,
    source: charge.id,
    fees,
    availableOn: input.availableOn ?? settlementDay(core, input.onBehalfOf ?? owner),
    sourceType: input.sourceType ?? 'card',
    description: charge.description,
    exchangeRate: settlement.rate,
  });
  charge.balance_transaction = transaction.id;
  core.store.charges.insert(owner, charge);
  if (platformPays && settlement.fee > 0) {
    bookPlatformFee(core, charge, owner, settlement.fee, settlement.currency);
  }
  if (input.destination !== undefined) sendToDestination(core, charge, transaction, input, input.destination);
  if (direct && input.applicationFee !== undefined && input.applicationFee > 0) {
    takeApplicationFee(core, {
      account: owner,
      charge,
      amount: input.applicationFee,
      availableOn: transaction.available_on,
    });
  }
  emit(core, owner, 'charge.succeeded', charge);
  return charge;
}

function newChargeObject(core: Core, input: NewCharge, owner: string): Stripe.Charge {
  const seller = accountOf(core, input.destination ?? input.onBehalfOf ?? owner);
  return formatCharge(core, {
    id: core.random.id('ch'),
    amount: input.amount,
    currency: input.currency,
    description: input.description ?? null,
    metadata: input.metadata ?? {},
    paymentIntent: input.paymentIntent ?? null,
    sourceType: input.sourceType ?? 'card',
    transferGroup: input.transferGroup ?? null,
    onBehalfOf: input.onBehalfOf ?? null,
    riskScore: input.riskScore ?? core.random.next() % 45,
    riskLevel: input.riskLevel ?? 'normal',
    email: input.email ?? null,
    cardCountry: input.cardCountry ?? seller.account.country ?? null,
    cardFingerprint: input.cardFingerprint ?? null,
  });
}

/** A refused payment moves no money: it is seen only as a failed charge. @param code the bank's or Radar's reason */
export function createDeclinedCharge(core: Core, input: NewCharge & { code?: string }): Stripe.Charge {
  const owner = input.account ?? core.store.platformId;
  const code = input.code ?? 'generic_decline';
  const isBlocked = code === 'highest_risk_level';
  const charge = newChargeObject(core, input, owner);
  charge.status = 'failed';
  charge.paid = false;
  charge.amount_captured = 0;
  charge.failure_code = isBlocked || code === 'generic_decline' ? 'card_declined' : code;
  charge.failure_message = 'Your card was declined.';
  if (input.destination !== undefined)
    charge.transfer_data = { amount: input.transferAmount ?? null, destination: input.destination };
  if (charge.outcome !== null)
    Object.assign(charge.outcome, {
      network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
      reason: code,
      seller_message: isBlocked
        ? 'Stripe blocked this payment as too risky.'
        : 'The bank did not return any further details with this decline.',
      type: isBlocked ? 'blocked' : 'issuer_declined',
    });
  core.store.charges.insert(owner, charge);
  emit(core, owner, 'charge.failed', charge);
  return charge;
}

type Settlement = { amount: number; currency: string; rate: number | null; fee: number };

function settle(core: Core, owner: string, input: NewCharge): Settlement {
  const record = accountOf(core, owner);
  const currency = input.settlementCurrency ?? settlementCurrencyOf(core, record.id, input.currency);
  const rate =
    currency === input.currency ? null : (input.exchangeRate ?? rateOf(core, input.currency, currency));
  const amount = rate === null ? input.amount : convert(input.amount, input.currency, currency, rate);
  const fixed = Math.round(0.3 * 10 ** exponentOf(currency));
  const fee = input.fee ?? Math.min(amount, Math.round(amount * 0.029) + fixed);
  return { amount, currency, rate, fee };
}

// Where the application pays Stripe's fees, the account gets the whole amount and the platform is billed apart.
function bookPlatformFee(
  core: Core,
  charge: Stripe.Charge,
  account: string,
  fee: number,
  currency: string,
): void {
  const home = settlementCurrencyOf(core, core.store.platformId, currency);
  const rate = home === currency ? null : rateOf(core, currency, home);
  book(core, {
    owner: core.store.platformId,
    type: 'stripe_fee',
    amount: -(rate === null ? fee : convert(fee, currency, home, rate)),
    currency: home,
    source: null,
    description: `Processing fees for ${charge.id} on ${account}`,
    exchangeRate: rate,
  });
}

function sendToDestination(
  core: Core,
  charge: Stripe.Charge,
  transaction: Stripe.BalanceTransaction,
  input: NewCharge,
  destination: string,
): void {
  const { exchange_rate: rate, currency } = transaction;
  const inSettlement = (amount: number) =>
    rate === null ? amount : convert(amount, charge.currency, currency, rate);
  const amount = input.transferAmount === undefined ? transaction.amount : inSettlement(input.transferAmount);
  charge.transfer_data = { amount: input.transferAmount ?? null, destination };
  charge.application_fee_amount = input.applicationFee ?? null;
  const transfer = transferFromCharge(core, {
    charge,
    amount,
    currency,
    destination,
    availableOn: transaction.available_on,
    applicationFee: input.applicationFee === undefined ? 0 : inSettlement(input.applicationFee),
  });
  charge.transfer = transfer.id;
  charge.transfer_group = transfer.transfer_group;
}
