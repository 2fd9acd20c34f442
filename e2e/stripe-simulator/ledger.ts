import type Stripe from 'stripe';
import { startOfUtcDay } from './clock.ts';
import type { Core } from './core.ts';
import { isPlatform, nowOf } from './core.ts';
import type { Bucket, SourceType } from './entities.ts';
import { startTimer } from './timers.ts';

type Type = Stripe.BalanceTransaction.Type;

const REPORTING_CATEGORY: Record<string, string> = {
  payment: 'charge',
  payment_refund: 'refund',
  payment_failure_refund: 'charge_failure',
  stripe_fee: 'fee',
  adjustment: 'other_adjustment',
  payout_cancel: 'payout_reversal',
  payout_failure: 'payout_reversal',
  transfer_refund: 'transfer_reversal',
  transfer_cancel: 'transfer_reversal',
  transfer_failure: 'transfer_reversal',
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  reserve_transaction: 'connect_reserved_funds',
};

export type Booking = {
  owner: string;
  type: Type;
  /** Gross, signed, in minor units of `currency`. */
  amount: number;
  currency: string;
  source: string | null;
  fees?: Stripe.BalanceTransaction.FeeDetail[];
  /** Seconds; now when absent. */
  availableOn?: number;
  sourceType?: SourceType;
  description?: string | null;
  exchangeRate?: number | null;
  balanceType?: Stripe.BalanceTransaction.BalanceType;
  reportingCategory?: string;
};

/**
 * Books one balance transaction and moves the balance with it. Held true at all times, per account and currency: the sum
 * of `net` over the transactions of balance type `payments` = available + pending.
 */
export function book(core: Core, booking: Booking): Stripe.BalanceTransaction {
  const now = nowOf(core);
  const fees = booking.fees ?? [];
  const fee = fees.reduce((sum, detail) => sum + detail.amount, 0);
  const availableOn = Math.max(booking.availableOn ?? now, now);
  const transaction: Stripe.BalanceTransaction = {
    id: core.random.id('txn'),
    object: 'balance_transaction',
    amount: booking.amount,
    available_on: availableOn,
    balance_type: booking.balanceType ?? 'payments',
    created: now,
    currency: booking.currency,
    description: booking.description ?? null,
    exchange_rate: booking.exchangeRate ?? null,
    fee,
    fee_details: fees,
    net: booking.amount - fee,
    reporting_category: booking.reportingCategory ?? REPORTING_CATEGORY[booking.type] ?? booking.type,
    source: booking.source,
    status: availableOn > now ? 'pending' : 'available',
    type: booking.type,
  };
  const { owner, currency } = booking;
  const { store } = core;
  store.balanceTransactions.insert(owner, transaction);
  const sourceType = booking.sourceType ?? 'card';
  if (sourceType !== 'card') store.sourceTypes.set(transaction.id, sourceType);
  if (transaction.balance_type === 'payments') {
    const bucket = bucketOf(core, owner, currency, sourceType);
    bucket[transaction.status === 'pending' ? 'pending' : 'available'] += transaction.net;
    listIn(store.unswept, `${owner}|${currency}|${sourceType}`).push(transaction.id);
  }
  if (transaction.status === 'pending') {
    startTimer(core, { at: availableOn, kind: 'balance_transaction_available', owner, id: transaction.id });
  }
  if (!isPlatform(core, owner)) core.reserveDue.add(`${owner}|${currency}`);
  return transaction;
}

/** A pending transaction's day has come. Answers whether the available balance grew. */
export function makeAvailable(core: Core, owner: string, id: string): boolean {
  const transaction = core.store.balanceTransactions.get(owner, id);
  if (transaction?.status !== 'pending') return false;
  transaction.status = 'available';
  if (transaction.balance_type !== 'payments') return false;
  const bucket = bucketOf(core, owner, transaction.currency, sourceTypeOf(core, id));
  bucket.pending -= transaction.net;
  bucket.available += transaction.net;
  return transaction.net > 0;
}

export function sourceTypeOf(core: Core, transactionId: string): SourceType {
  return core.store.sourceTypes.get(transactionId) ?? 'card';
}

export function bucketOf(core: Core, owner: string, currency: string, sourceType: SourceType): Bucket {
  let buckets = core.store.balances.get(owner);
  if (buckets === undefined) {
    buckets = new Map();
    core.store.balances.set(owner, buckets);
  }
  const key = `${currency}|${sourceType}`;
  let bucket = buckets.get(key);
  if (bucket === undefined) {
    bucket = { available: 0, pending: 0 };
    buckets.set(key, bucket);
  }
  return bucket;
}

/** All buckets of one account and currency. */
export function bucketsOf(core: Core, owner: string, currency: string): [SourceType, Bucket][] {
  const buckets = core.store.balances.get(owner) ?? new Map<string, Bucket>();
  return [...buckets].flatMap(([key, bucket]): [SourceType, Bucket][] => {
    const [bucketCurrency, sourceType] = key.split('|');
    return bucketCurrency === currency ? [[sourceType as SourceType, bucket]] : [];
  });
}

export function availableOf(core: Core, owner: string, currency: string): number {
  return bucketsOf(core, owner, currency).reduce((sum, [, bucket]) => sum + bucket.available, 0);
}

/** When a charge taken now becomes available: whole days after today's midnight UTC, as the account's timing says. */
export function settlementDay(core: Core, owner: string): number {
  const settings = core.store.accounts.find(owner)?.row.balanceSettings;
  const days = settings?.payments.settlement_timing.delay_days ?? 2;
  return startOfUtcDay(nowOf(core)) + days * 86_400;
}

/**
 * Holds platform money back against connected accounts below zero whose losses the platform bears. Runs at the end of
 * each action, so that a balance that dips within one action causes nothing.
 */
export function settleConnectReserves(core: Core): void {
  const { store } = core;
  for (const key of core.reserveDue) {
    const [owner = '', currency = ''] = key.split('|');
    if (store.accounts.find(owner)?.row.account.controller?.losses?.payments !== 'application') continue;
    const total = bucketsOf(core, owner, currency).reduce((sum, [, b]) => sum + b.available + b.pending, 0);
    const wanted = Math.max(0, -total);
    const held = store.reservedFor.get(key) ?? 0;
    if (wanted === held) continue;
    store.reservedFor.set(key, wanted);
    const description = `Connect reserve for ${owner}`;
    const reserve: Stripe.ReserveTransaction = {
      id: core.random.id('rtx'),
      object: 'reserve_transaction',
      amount: held - wanted,
      currency,
      description,
    };
    store.reserveTransactions.insert(store.platformId, reserve);
    book(core, {
      owner: store.platformId,
      type: 'reserve_transaction',
      amount: held - wanted,
      currency,
      source: reserve.id,
      description,
    });
  }
  core.reserveDue.clear();
}

export function listIn(map: Map<string, string[]>, key: string): string[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}
