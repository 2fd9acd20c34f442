import type Stripe from 'stripe';
import { missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { convert } from '../currency.ts';
import { emit } from '../events.ts';
import { book } from '../ledger.ts';
import { idOf } from '../store.ts';
import { rateOf, settlementCurrencyOf } from './settlement.ts';

export type FeeInput = {
  account: string;
  charge: Stripe.Charge;
  /** In the charge's currency. */
  amount: number;
  availableOn: number;
  originating?: string | null;
};

/** The platform's share of a charge: the fee object, its money on the platform and the link on the charge. */
export function takeApplicationFee(core: Core, input: FeeInput): Stripe.ApplicationFee {
  const { account, amount, charge } = input;
  const { platformId, applicationId } = core.store;
  const id = core.random.id('fee');
  const home = settlementCurrencyOf(core, platformId, charge.currency);
  const rate = home === charge.currency ? null : rateOf(core, charge.currency, home);
  const transaction = book(core, {
    owner: platformId,
    type: 'application_fee',
    amount: rate === null ? amount : convert(amount, charge.currency, home, rate),
    currency: home,
    source: id,
    availableOn: input.availableOn,
    description: `Application fee from ${account}`,
    exchangeRate: rate,
  });
  const fee: Stripe.ApplicationFee = {
    id,
    object: 'application_fee',
    account,
    amount,
    amount_refunded: 0,
    application: applicationId,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: nowOf(core),
    currency: charge.currency,
    fee_source: { charge: charge.id, type: 'charge' },
    livemode: core.livemode,
    originating_transaction: input.originating ?? null,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/application_fees/${id}/refunds` },
  };
  charge.application = applicationId;
  charge.application_fee = id;
  charge.application_fee_amount = amount;
  core.store.applicationFees.insert(platformId, fee);
  emit(core, platformId, 'application_fee.created', fee);
  return fee;
}

export function applicationFeeOf(core: Core, id: string): Stripe.ApplicationFee {
  const fee = core.store.applicationFees.find(id)?.row;
  if (fee === undefined) throw missing('application fee', id);
  return fee;
}

/**
 * Gives (part of) an application fee back to the connected account.
 * @param creditAccount false when a charge refund already carries the returned fee on its own balance transaction
 */
export function refundApplicationFee(
  core: Core,
  id: string,
  amount: number | undefined,
  options: { creditAccount: boolean; metadata?: Record<string, string> },
): Stripe.FeeRefund {
  const fee = applicationFeeOf(core, id);
  const left = fee.amount - fee.amount_refunded;
  const wanted = amount ?? left;
  if (wanted <= 0 || wanted > left) {
    throw refused(
      'charge_already_refunded',
      `Refund amount (${String(wanted)}) is greater than fee amount left (${String(left)}).`,
      'amount',
    );
  }
  const { platformId } = core.store;
  const original = core.store.balanceTransactions.get(platformId, idOf(fee.balance_transaction) ?? '');
  const rate = original?.exchange_rate ?? null;
  const home = original?.currency ?? fee.currency;
  const refundId = core.random.id('fr');
  const transaction = book(core, {
    owner: platformId,
    type: 'application_fee_refund',
    amount: -(rate === null ? wanted : convert(wanted, fee.currency, home, rate)),
    currency: home,
    source: refundId,
    exchangeRate: rate,
    description: `Application fee refund to ${idOf(fee.account) ?? ''}`,
  });
  const refund: Stripe.FeeRefund = {
    id: refundId,
    object: 'fee_refund',
    amount: wanted,
    balance_transaction: transaction.id,
    created: nowOf(core),
    currency: fee.currency,
    fee: fee.id,
    metadata: options.metadata ?? {},
  };
  core.store.feeRefunds.insert(platformId, refund);
  fee.amount_refunded += wanted;
  fee.refunded = fee.amount_refunded === fee.amount;
  fee.refunds.data.unshift(refund);
  if (options.creditAccount) creditAccount(core, fee, refund);
  emit(core, platformId, 'application_fee.refunded', fee, { amount_refunded: fee.amount_refunded - wanted });
  return refund;
}

function creditAccount(core: Core, fee: Stripe.ApplicationFee, refund: Stripe.FeeRefund): void {
  const owner = idOf(fee.account) ?? '';
  const charge = core.store.charges.get(owner, idOf(fee.charge) ?? '');
  const paid = core.store.balanceTransactions.get(owner, idOf(charge?.balance_transaction) ?? '');
  const currency = paid?.currency ?? fee.currency;
  const rate = paid?.exchange_rate ?? null;
  book(core, {
    owner,
    type: 'adjustment',
    amount: rate === null ? refund.amount : convert(refund.amount, fee.currency, currency, rate),
    currency,
    source: refund.id,
    description: `Application fee refund for ${idOf(fee.charge) ?? ''}`,
  });
}
