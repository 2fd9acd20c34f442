import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { convert, exponentOf } from '../currency.ts';
import { change, emit } from '../events.ts';
import { formatDispute } from '../format/dispute.ts';
import { book } from '../ledger.ts';
import { idOf } from '../store.ts';

export type NewDispute = {
  /** Where the charge lives; the platform when absent. */
  account?: string;
  charge: string;
  /** In the charge's currency; the whole charge when absent. */
  amount?: number;
  reason?: string;
  /** An inquiry moves no money. */
  inquiry?: boolean;
  /** Dispute fee in settlement currency; 15 major units when absent. */
  fee?: number;
  /** False: money moves only by `withdrawDisputeFunds`. */
  withdraw?: boolean;
  metadata?: Record<string, string>;
};

/** The customer's bank disputes a charge; unless it is an inquiry the money and a fee leave at once. */
export function createDispute(core: Core, input: NewDispute): Stripe.Dispute {
  const found = core.store.charges.find(input.charge);
  if (found === undefined) throw missing('charge', input.charge, 'charge');
  const { owner, row: charge } = found;
  if (input.account !== undefined && input.account !== owner) throw missing('charge', input.charge, 'charge');
  const dispute = formatDispute(core, {
    charge: charge.id,
    amount: input.amount ?? charge.amount,
    currency: charge.currency,
    paymentIntent: idOf(charge.payment_intent),
    reason: input.reason ?? 'fraudulent',
    inquiry: input.inquiry ?? false,
    metadata: input.metadata ?? {},
  });
  core.store.disputes.insert(owner, dispute);
  charge.disputed = input.inquiry !== true;
  emit(core, owner, 'charge.dispute.created', dispute);
  if (input.inquiry !== true && input.withdraw !== false) withdrawDisputeFunds(core, dispute.id, input.fee);
  return dispute;
}

/** Takes the disputed amount and a fee out of the balance. */
export function withdrawDisputeFunds(core: Core, id: string, fee?: number): Stripe.Dispute {
  const { owner, row: dispute } = findDispute(core, id);
  const { amount, currency, rate } = settledAmount(core, owner, dispute);
  const charge = core.store.charges.get(owner, idOf(dispute.charge) ?? '');
  if (charge !== undefined) charge.disputed = true;
  const charged = fee ?? 15 * 10 ** exponentOf(currency);
  move(core, owner, dispute, { amount: -amount, currency, rate, fee: charged, category: 'dispute' });
  const previous = change(dispute, {
    status: 'needs_response',
    is_charge_refundable: false,
  });
  emit(core, owner, 'charge.dispute.funds_withdrawn', dispute, previous);
  return dispute;
}

/** Gives the money back; the dispute fee only when asked. */
export function reinstateDisputeFunds(core: Core, id: string, returnFee = false): Stripe.Dispute {
  const { owner, row: dispute } = findDispute(core, id);
  const withdrawn = dispute.balance_transactions.find((transaction) => transaction.amount < 0);
  if (withdrawn === undefined) throw invalid(`No funds were withdrawn for ${id}.`);
  move(core, owner, dispute, {
    amount: -withdrawn.amount,
    currency: withdrawn.currency,
    rate: withdrawn.exchange_rate,
    fee: returnFee ? -withdrawn.fee : 0,
    category: 'dispute_reversal',
  });
  emit(core, owner, 'charge.dispute.funds_reinstated', dispute);
  return dispute;
}

type Movement = { amount: number; currency: string; rate: number | null; fee: number; category: string };

function move(core: Core, owner: string, dispute: Stripe.Dispute, movement: Movement): void {
  const { fee, currency } = movement;
  const transaction = book(core, {
    owner,
    type: 'adjustment',
    amount: movement.amount,
    currency,
    source: dispute.id,
    fees:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Dispute fee', type: 'stripe_fee' }],
    description: `Chargeback ${movement.amount < 0 ? 'withdrawal' : 'reversal'} for ${idOf(dispute.charge) ?? ''}`,
    exchangeRate: movement.rate,
    reportingCategory: movement.category,
  });
  dispute.balance_transactions.push(structuredClone(transaction));
}

function settledAmount(core: Core, owner: string, dispute: Stripe.Dispute) {
  const charge = core.store.charges.get(owner, idOf(dispute.charge) ?? '');
  const paid = core.store.balanceTransactions.get(owner, idOf(charge?.balance_transaction) ?? '');
  const rate = paid?.exchange_rate ?? null;
  const currency = paid?.currency ?? dispute.currency;
  const amount = rate === null ? dispute.amount : convert(dispute.amount, dispute.currency, currency, rate);
  return { amount, currency, rate };
}

/** The evidence is in, or the platform gives up (`close`): the bank decides later. */
export function submitDispute(core: Core, owner: string, id: string): Stripe.Dispute {
  const dispute = disputeOf(core, owner, id);
  const inquiry = dispute.status.startsWith('warning_');
  const previous = change(dispute, { status: inquiry ? 'warning_under_review' : 'under_review' });
  dispute.evidence_details.has_evidence = true;
  dispute.evidence_details.submission_count += 1;
  emit(core, owner, 'charge.dispute.updated', dispute, previous);
  return dispute;
}

/** Ends a dispute. `won` reinstates what was withdrawn; either may later become the other by appeal. */
export function closeDispute(
  core: Core,
  id: string,
  outcome: 'won' | 'lost' | 'warning_closed',
): Stripe.Dispute {
  const { owner, row: dispute } = findDispute(core, id);
  if (dispute.status === outcome)
    throw refused('status_transition_invalid', `Dispute ${id} is already ${outcome}.`);
  const net = dispute.balance_transactions.reduce((sum, transaction) => sum + transaction.amount, 0);
  if (outcome === 'won' && net < 0) reinstateDisputeFunds(core, id);
  const previous = change(dispute, { status: outcome });
  emit(core, owner, 'charge.dispute.closed', dispute, previous);
  return dispute;
}

export function disputeOf(core: Core, owner: string, id: string): Stripe.Dispute {
  const dispute = core.store.disputes.get(owner, id);
  if (dispute === undefined) throw missing('dispute', id);
  return dispute;
}

function findDispute(core: Core, id: string): { owner: string; row: Stripe.Dispute } {
  const found = core.store.disputes.find(id);
  if (found === undefined) throw missing('dispute', id);
  return found;
}
