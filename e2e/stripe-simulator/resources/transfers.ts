import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { convert } from '../currency.ts';
import type { SourceType } from '../entities.ts';
import { change, emit } from '../events.ts';
import { formatCharge } from '../format/charge.ts';
import { book, bucketOf } from '../ledger.ts';
import { idOf } from '../store.ts';
import { accountOf } from './accounts.ts';
import { takeApplicationFee } from './application-fees.ts';
import { chargeOf } from './charge-of.ts';
import { feeDetail, rateOf, settlementCurrencyOf } from './settlement.ts';

type Movement = {
  amount: number;
  currency: string;
  destination: string;
  availableOn: number;
  sourceTransaction: string | null;
  sourceType: SourceType;
  transferGroup: string | null;
  description: string | null;
  metadata: Record<string, string>;
  /** Debited from the destination payment and credited to the platform. */
  applicationFee: number;
};

export type NewTransfer = {
  amount?: number;
  currency: string;
  destination: string;
  sourceTransaction?: string;
  sourceType?: SourceType;
  transferGroup?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
};

/** Sends platform money to a connected account, from the available balance or tied to one charge. */
export function createTransfer(core: Core, input: NewTransfer): Stripe.Transfer {
  const record = accountOf(core, input.destination);
  if (record.account.capabilities?.transfers !== 'active') {
    throw refused(
      'transfers_not_allowed',
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      'destination',
    );
  }
  const base = {
    currency: input.currency,
    destination: input.destination,
    sourceType: input.sourceType ?? 'card',
    description: input.description ?? null,
    metadata: input.metadata ?? {},
    applicationFee: 0,
  } as const;
  if (input.sourceTransaction !== undefined) {
    const source = tiedTo(core, input, input.sourceTransaction);
    return move(core, { ...base, ...source, sourceTransaction: input.sourceTransaction });
  }
  const amount = input.amount ?? 0;
  if (amount <= 0) throw invalid('Missing required param: amount.', 'amount', 'parameter_missing');
  const bucket = bucketOf(core, core.store.platformId, input.currency, base.sourceType);
  if (bucket.available < amount) {
    throw refused(
      'balance_insufficient',
      'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card.',
    );
  }
  const transferGroup = input.transferGroup ?? null;
  return move(core, { ...base, amount, availableOn: nowOf(core), sourceTransaction: null, transferGroup });
}

function tiedTo(core: Core, input: NewTransfer, chargeId: string) {
  const { platformId } = core.store;
  const charge = chargeOf(core, platformId, chargeId, 'source_transaction');
  const transaction = core.store.balanceTransactions.get(platformId, idOf(charge.balance_transaction) ?? '');
  if (transaction === undefined) throw missing('charge', chargeId, 'source_transaction');
  if (transaction.currency !== input.currency) {
    throw refused(
      'transfer_source_balance_parameters_mismatch',
      `The currency of source_transaction's balance transaction (${transaction.currency}) must be the same as the transfer currency (${input.currency})`,
      'currency',
    );
  }
  const sent = core.store.transfers
    .by('sourceTransaction', chargeId)
    .reduce((sum, transfer) => sum + transfer.amount - transfer.amount_reversed, 0);
  const amount = input.amount ?? transaction.amount - sent;
  if (amount <= 0 || sent + amount > transaction.amount) {
    throw refused(
      'balance_insufficient',
      `The transfers from source_transaction ${chargeId} would exceed its amount: ${String(transaction.amount - sent)} left.`,
      'amount',
    );
  }
  const group = idOf(charge.payment_intent) ?? charge.id;
  return {
    amount,
    availableOn: transaction.available_on,
    transferGroup: input.transferGroup ?? charge.transfer_group ?? `group_${group}`,
  };
}

/** The automatic transfer of a destination charge. */
export function transferFromCharge(
  core: Core,
  input: {
    charge: Stripe.Charge;
    amount: number;
    currency: string;
    destination: string;
    availableOn: number;
    applicationFee: number;
  },
): Stripe.Transfer {
  const { charge } = input;
  return move(core, {
    amount: input.amount,
    currency: input.currency,
    destination: input.destination,
    availableOn: input.availableOn,
    sourceTransaction: charge.id,
    sourceType: 'card',
    transferGroup: charge.transfer_group ?? `group_${idOf(charge.payment_intent) ?? charge.id}`,
    description: null,
    metadata: {},
    applicationFee: input.applicationFee,
  });
}

function move(core: Core, movement: Movement): Stripe.Transfer {
  const { platformId } = core.store;
  const id = core.random.id('tr');
  const transaction = book(core, {
    owner: platformId,
    type: 'transfer',
    amount: -movement.amount,
    currency: movement.currency,
    source: id,
    availableOn: movement.availableOn,
    sourceType: movement.sourceType,
    description: movement.description,
  });
  const transfer: Stripe.Transfer = {
    id,
    object: 'transfer',
    amount: movement.amount,
    amount_reversed: 0,
    balance_transaction: transaction.id,
    created: nowOf(core),
    currency: movement.currency,
    description: movement.description,
    destination: movement.destination,
    livemode: core.livemode,
    metadata: movement.metadata,
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: movement.sourceTransaction,
    source_type: movement.sourceType,
    transfer_group: movement.transferGroup,
  };
  transfer.destination_payment = receive(core, movement, transfer).id;
  core.store.transfers.insert(platformId, transfer);
  emit(core, platformId, 'transfer.created', transfer);
  return transfer;
}

/** The `py_…` on the connected side: a payment, whatever the customer paid with. */
function receive(core: Core, movement: Movement, transfer: Stripe.Transfer): Stripe.Charge {
  const owner = movement.destination;
  const payment = formatCharge(core, {
    id: core.random.id('py'),
    amount: movement.amount,
    currency: movement.currency,
    description: movement.description,
    metadata: {},
    paymentIntent: null,
    sourceType: movement.sourceType,
    transferGroup: movement.transferGroup,
    onBehalfOf: null,
    riskScore: 0,
    riskLevel: 'not_assessed',
    email: null,
    cardCountry: null,
    cardFingerprint: null,
  });
  payment.source_transfer = transfer.id;
  const currency = settlementCurrencyOf(core, owner, movement.currency);
  const rate = currency === movement.currency ? null : rateOf(core, movement.currency, currency);
  const arrived = (amount: number) =>
    rate === null ? amount : convert(amount, movement.currency, currency, rate);
  const fee = arrived(movement.applicationFee);
  const transaction = book(core, {
    owner,
    type: 'payment',
    amount: arrived(movement.amount),
    currency,
    source: payment.id,
    fees: fee > 0 ? [feeDetail(core, 'application_fee', fee, currency)] : [],
    availableOn: movement.availableOn,
    description: movement.description,
    exchangeRate: rate,
  });
  payment.balance_transaction = transaction.id;
  core.store.charges.insert(owner, payment);
  if (movement.applicationFee > 0) {
    takeApplicationFee(core, {
      account: owner,
      charge: payment,
      amount: movement.applicationFee,
      availableOn: movement.availableOn,
      originating: movement.sourceTransaction,
    });
  }
  emit(core, owner, 'charge.succeeded', payment);
  return payment;
}

export function transferOf(core: Core, id: string): Stripe.Transfer {
  const transfer = core.store.transfers.get(core.store.platformId, id);
  if (transfer === undefined) throw missing('transfer', id);
  return transfer;
}

export function updateTransfer(core: Core, id: string, changes: Partial<Stripe.Transfer>): Stripe.Transfer {
  const transfer = transferOf(core, id);
  const previous = change(transfer, changes);
  if (Object.keys(previous).length > 0) {
    emit(core, core.store.platformId, 'transfer.updated', transfer, previous);
  }
  return transfer;
}
