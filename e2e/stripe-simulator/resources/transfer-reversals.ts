import type Stripe from 'stripe';
import { invalid, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { convert } from '../currency.ts';
import { change, emit } from '../events.ts';
import { availableOf, book } from '../ledger.ts';
import { idOf } from '../store.ts';
import { accountOf } from './accounts.ts';
import { refundApplicationFee } from './application-fees.ts';
import { transferOf } from './transfers.ts';

export type NewReversal = {
  transfer: string;
  /** In the transfer's currency; what is left of it when absent. */
  amount?: number;
  description?: string | null;
  metadata?: Record<string, string>;
  refundApplicationFee?: boolean;
  sourceRefund?: string | null;
};

/** Pulls (part of) a transfer back: `transfer_refund` on the platform, `payment_refund` on the connected account. */
export function reverseTransfer(core: Core, input: NewReversal): Stripe.TransferReversal {
  const { platformId } = core.store;
  const transfer = transferOf(core, input.transfer);
  const left = transfer.amount - transfer.amount_reversed;
  const amount = input.amount ?? left;
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (amount > left) {
    throw refused(
      'amount_too_large',
      `Reversal amount (${String(amount)}) is greater than unreversed amount on transfer (${String(left)})`,
      'amount',
    );
  }
  const owner = idOf(transfer.destination) ?? '';
  const sent = core.store.balanceTransactions.get(platformId, idOf(transfer.balance_transaction) ?? '');
  const payment = core.store.charges.get(owner, idOf(transfer.destination_payment) ?? '');
  const arrived = core.store.balanceTransactions.get(owner, idOf(payment?.balance_transaction) ?? '');
  const rate = arrived?.exchange_rate ?? null;
  const currency = arrived?.currency ?? transfer.currency;
  const at = (part: number) => (rate === null ? part : convert(part, transfer.currency, currency, rate));
  const debit = at(transfer.amount_reversed + amount) - at(transfer.amount_reversed);
  const pending = arrived?.status === 'pending';
  const mayGoNegative = accountOf(core, owner).account.controller?.losses?.payments === 'application';
  if (!pending && !mayGoNegative && availableOf(core, owner, currency) < debit) {
    throw refused(
      'balance_insufficient',
      'The connected account has insufficient available funds to reverse this transfer.',
    );
  }
  const id = core.random.id('trr');
  const credit = book(core, {
    owner: platformId,
    type: 'transfer_refund',
    amount,
    currency: transfer.currency,
    source: id,
    availableOn: sent?.status === 'pending' ? sent.available_on : nowOf(core),
    sourceType: transfer.source_type === 'bank_account' ? 'bank_account' : 'card',
    description: input.description ?? `REFUND FOR TRANSFER`,
  });
  const refund = takeFromDestination(core, {
    reversal: id,
    owner,
    payment,
    amount,
    debit,
    currency,
    availableOn: pending ? arrived.available_on : nowOf(core),
    rate,
  });
  const reversal: Stripe.TransferReversal = {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: credit.id,
    created: nowOf(core),
    currency: transfer.currency,
    destination_payment_refund: refund.id,
    metadata: input.metadata ?? {},
    source_refund: input.sourceRefund ?? null,
    transfer: transfer.id,
  };
  core.store.transferReversals.insert(platformId, reversal);
  const previous = change(transfer, {
    amount_reversed: transfer.amount_reversed + amount,
    reversed: transfer.amount_reversed + amount === transfer.amount,
  });
  transfer.reversals.data.unshift(reversal);
  transfer.reversals.data.splice(10);
  transfer.reversals.has_more = core.store.transferReversals.by('transfer', transfer.id).length > 10;
  emit(core, platformId, 'transfer.reversed', transfer, previous);
  const feeId = idOf(payment?.application_fee);
  if (input.refundApplicationFee === true && feeId !== null) {
    const fee = core.store.applicationFees.find(feeId)?.row;
    const share = Math.round(((fee?.amount ?? 0) * amount) / transfer.amount);
    if (share > 0) refundApplicationFee(core, feeId, share, { creditAccount: true });
  }
  return reversal;
}

type Debit = {
  reversal: string;
  owner: string;
  payment: Stripe.Charge | undefined;
  amount: number;
  debit: number;
  currency: string;
  availableOn: number;
  rate: number | null;
};

function takeFromDestination(core: Core, input: Debit): Stripe.Refund {
  const { owner, payment } = input;
  const id = core.random.id('pyr');
  const transaction = book(core, {
    owner,
    type: 'payment_refund',
    amount: -input.debit,
    currency: input.currency,
    source: id,
    availableOn: input.availableOn,
    description: 'REFUND FOR PAYMENT',
    exchangeRate: input.rate,
  });
  const refund: Stripe.Refund = {
    id,
    object: 'refund',
    amount: input.amount,
    balance_transaction: transaction.id,
    charge: payment?.id ?? null,
    created: nowOf(core),
    currency: payment?.currency ?? input.currency,
    customer: null,
    customer_account: null,
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: input.reversal,
    status: 'succeeded',
    transfer_reversal: null,
  };
  core.store.refunds.insert(owner, refund);
  if (payment !== undefined) {
    const refunded = payment.amount_refunded + input.amount;
    const previous = change(payment, { amount_refunded: refunded, refunded: refunded === payment.amount });
    emit(core, owner, 'charge.refunded', payment, previous);
  }
  emit(core, owner, 'refund.created', refund);
  return refund;
}
