import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { isPlatform, nowOf } from '../core.ts';
import { convert } from '../currency.ts';
import { change, emit } from '../events.ts';
import { book, sourceTypeOf } from '../ledger.ts';
import { idOf } from '../store.ts';
import { startTimer } from '../timers.ts';
import { applicationFeeOf, refundApplicationFee } from './application-fees.ts';
import { chargeOf } from './charge-of.ts';
import { feeDetail } from './settlement.ts';
import { reverseTransfer } from './transfer-reversals.ts';
import { transferOf } from './transfers.ts';

export type NewRefund = {
  /** Where the charge lives; the platform when absent. */
  account?: string;
  charge: string;
  /** In the charge's currency; what is left of it when absent. */
  amount?: number;
  reason?: Stripe.Refund.Reason | null;
  refundApplicationFee?: boolean;
  reverseTransfer?: boolean;
  metadata?: Record<string, string>;
  /** Stays `pending` until its timer or `failRefund`. */
  pending?: boolean;
};

/** Gives a customer money back; transfer and application fee only when asked, in proportion. */
export function createRefund(core: Core, input: NewRefund): Stripe.Refund {
  const owner = input.account ?? core.store.platformId;
  const charge = chargeOf(core, owner, input.charge);
  const left = charge.amount - charge.amount_refunded;
  const amount = input.amount ?? left;
  checkRefund(charge, amount, left);
  const paid = core.store.balanceTransactions.get(owner, idOf(charge.balance_transaction) ?? '');
  if (paid === undefined)
    throw refused('charge_not_refundable', `Charge ${charge.id} has no balance transaction.`);
  const inSettlement = settled(charge, paid, amount);
  const id = core.random.id(charge.id.startsWith('py_') ? 'pyr' : 're');
  if (input.refundApplicationFee === true && feeIdOf(core, charge) === null) {
    throw refused(
      'application_fees_not_allowed',
      'This charge has no application fee.',
      'refund_application_fee',
    );
  }
  // First, because it is the step that may be refused: a refused refund must leave nothing behind.
  const reversalId = input.reverseTransfer === true ? reverseShare(core, charge, amount, id) : null;
  const returnedFee = returnFee(core, owner, charge, amount, input, paid);
  const transaction = book(core, {
    owner,
    type: charge.id.startsWith('py_') ? 'payment_refund' : 'refund',
    amount: -inSettlement,
    currency: paid.currency,
    source: id,
    fees: returnedFee === 0 ? [] : [feeDetail(core, 'application_fee', -returnedFee, paid.currency)],
    availableOn: paid.status === 'pending' ? paid.available_on : nowOf(core),
    sourceType: sourceTypeOf(core, paid.id),
    description: `REFUND FOR CHARGE`,
    exchangeRate: paid.exchange_rate,
  });
  const refund = formatRefund(core, id, charge, amount, transaction.id, input);
  core.store.refunds.insert(owner, refund);
  refund.transfer_reversal = reversalId;
  const previous = change(charge, {
    amount_refunded: charge.amount_refunded + amount,
    refunded: charge.amount_refunded + amount === charge.amount,
  });
  emit(core, owner, 'charge.refunded', charge, previous);
  emit(core, owner, 'refund.created', refund);
  if (refund.status === 'pending') {
    startTimer(core, { at: nowOf(core) + 5 * 86_400, kind: 'refund_succeeded', owner, id });
  }
  return refund;
}

function checkRefund(charge: Stripe.Charge, amount: number, left: number): void {
  if (charge.status !== 'succeeded')
    throw refused('charge_not_refundable', `Charge ${charge.id} did not succeed.`);
  if (left === 0) throw refused('charge_already_refunded', `Charge ${charge.id} has already been refunded.`);
  if (charge.disputed)
    throw refused('charge_disputed', `Charge ${charge.id} has been charged back; cannot issue a refund.`);
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (amount > left) {
    throw refused(
      'amount_too_large',
      `Refund amount (${String(amount)}) is greater than unrefunded amount on charge (${String(left)})`,
      'amount',
    );
  }
}

// The last refund takes what is left, so that partial refunds of a converted charge sum to the charge.
function settled(charge: Stripe.Charge, paid: Stripe.BalanceTransaction, amount: number): number {
  const at = (part: number) =>
    paid.exchange_rate === null ? part : convert(part, charge.currency, paid.currency, paid.exchange_rate);
  return at(charge.amount_refunded + amount) - at(charge.amount_refunded);
}

/** Pulls back the refund's share of the charge's transfer. */
function reverseShare(core: Core, charge: Stripe.Charge, amount: number, refundId: string): string | null {
  const transferId = idOf(charge.transfer);
  if (transferId === null) {
    throw refused(
      'charge_invalid_parameter',
      'Cannot reverse transfer: this charge has no transfer.',
      'reverse_transfer',
    );
  }
  const transfer = transferOf(core, transferId);
  const left = transfer.amount - transfer.amount_reversed;
  const share = Math.min(left, Math.round((transfer.amount * amount) / charge.amount));
  return share === 0
    ? null
    : reverseTransfer(core, { transfer: transferId, amount: share, sourceRefund: refundId }).id;
}

function returnFee(
  core: Core,
  owner: string,
  charge: Stripe.Charge,
  amount: number,
  input: NewRefund,
  paid: Stripe.BalanceTransaction,
): number {
  if (input.refundApplicationFee !== true) return 0;
  const feeId = feeIdOf(core, charge);
  if (feeId === null) return 0;
  const fee = applicationFeeOf(core, feeId);
  const full = charge.amount_refunded + amount === charge.amount;
  const share = full
    ? fee.amount - fee.amount_refunded
    : Math.min(fee.amount - fee.amount_refunded, Math.round((fee.amount * amount) / charge.amount));
  if (share === 0) return 0;
  const direct = !isPlatform(core, owner);
  refundApplicationFee(core, fee.id, share, { creditAccount: !direct });
  if (!direct) return 0;
  return paid.exchange_rate === null
    ? share
    : convert(share, charge.currency, paid.currency, paid.exchange_rate);
}

// A destination charge's fee hangs on the destination payment.
function feeIdOf(core: Core, charge: Stripe.Charge): string | null {
  const own = idOf(charge.application_fee);
  if (own !== null) return own;
  const transfer = core.store.transfers.get(core.store.platformId, idOf(charge.transfer) ?? '');
  const payment = core.store.charges.find(idOf(transfer?.destination_payment) ?? '')?.row;
  return idOf(payment?.application_fee);
}

function formatRefund(
  core: Core,
  id: string,
  charge: Stripe.Charge,
  amount: number,
  transactionId: string,
  input: NewRefund,
): Stripe.Refund {
  return {
    id,
    object: 'refund',
    amount,
    balance_transaction: transactionId,
    charge: charge.id,
    created: nowOf(core),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    metadata: input.metadata ?? {},
    payment_intent: idOf(charge.payment_intent),
    payment_method: null,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: input.pending === true ? 'pending' : 'succeeded',
    transfer_reversal: null,
    ...(input.pending === true ? { pending_reason: 'processing' as const } : {}),
  };
}

export function refundOf(core: Core, owner: string, id: string): Stripe.Refund {
  const refund = core.store.refunds.get(owner, id);
  if (refund === undefined) throw missing('refund', id);
  return refund;
}

export function succeedRefund(core: Core, id: string): void {
  const found = core.store.refunds.find(id);
  if (found?.row.status !== 'pending') return;
  emit(core, found.owner, 'refund.updated', found.row, change(found.row, { status: 'succeeded' }));
}

/** The customer's bank sends a refund back, possibly days later: the money returns to the balance. */
export function failRefund(core: Core, id: string, reason = 'expired_or_canceled_card'): Stripe.Refund {
  const found = core.store.refunds.find(id);
  if (found === undefined) throw missing('refund', id);
  const { owner, row: refund } = found;
  if (refund.status === 'failed')
    throw invalid(`Refund ${id} has already failed.`, 'id', 'status_transition_invalid');
  const debit = core.store.balanceTransactions.get(owner, idOf(refund.balance_transaction) ?? '');
  const charge = chargeOf(core, owner, idOf(refund.charge) ?? '');
  const transaction = book(core, {
    owner,
    type: 'refund_failure',
    amount: -(debit?.amount ?? -refund.amount),
    currency: debit?.currency ?? refund.currency,
    source: refund.id,
    description: 'REFUND FAILURE',
    exchangeRate: debit?.exchange_rate ?? null,
  });
  const previous = change(refund, {
    status: 'failed',
    failure_reason: reason,
    failure_balance_transaction: transaction.id,
  });
  change(charge, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  emit(core, owner, 'refund.failed', refund, previous);
  emit(core, owner, 'charge.refund.updated', refund, previous);
  return refund;
}
