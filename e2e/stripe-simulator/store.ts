import type Stripe from 'stripe';
import type {
  AccountRecord,
  AccountSessionRecord,
  Bucket,
  Delivery,
  SnapshotEvent,
  SourceType,
  StoredAnswer,
  Timer,
  WebhookEndpointRecord,
} from './entities.ts';
import { Heap } from './heap.ts';
import { Table } from './table.ts';

type Listed = { id: string; created: number };

/** Everything the simulator remembers. `toJson` and `load` carry it over a restart. */
export class Store {
  readonly accounts = new Table<AccountRecord>();
  readonly accountSessions = new Table<AccountSessionRecord>();
  readonly accountLinks = new Table<Listed & { link: Stripe.AccountLink; account: string }>();
  readonly applicationFees = new Table<Stripe.ApplicationFee>({ charge: (row) => idOf(row.charge) });
  readonly balanceTransactions = new Table<Stripe.BalanceTransaction>({ source: (row) => idOf(row.source) });
  readonly charges = new Table<Stripe.Charge>({ paymentIntent: (row) => idOf(row.payment_intent) });
  readonly disputes = new Table<Stripe.Dispute>({ charge: (row) => idOf(row.charge) });
  readonly earlyFraudWarnings = new Table<Stripe.Radar.EarlyFraudWarning>();
  readonly events = new Table<SnapshotEvent>();
  readonly feeRefunds = new Table<Stripe.FeeRefund>({ fee: (row) => idOf(row.fee) });
  readonly paymentIntents = new Table<Stripe.PaymentIntent>();
  readonly payouts = new Table<Stripe.Payout>();
  readonly persons = new Table<Stripe.Person>();
  readonly refunds = new Table<Stripe.Refund>({ charge: (row) => idOf(row.charge) });
  readonly reserveTransactions = new Table<Stripe.ReserveTransaction>();
  readonly topups = new Table<Stripe.Topup>();
  readonly transferReversals = new Table<Stripe.TransferReversal>({ transfer: (row) => idOf(row.transfer) });
  readonly transfers = new Table<Stripe.Transfer>({
    sourceTransaction: (row) => idOf(row.source_transaction),
  });
  readonly webhookEndpoints = new Table<WebhookEndpointRecord>();

  /** Balance per account, then per `currency|source_type`. */
  readonly balances = new Map<string, Map<string, Bucket>>();
  readonly sourceTypes = new Map<string, SourceType>();
  /** Composition of automatic payouts, and per bucket what no automatic payout has swept yet. */
  readonly payoutComposition = new Map<string, string[]>();
  readonly unswept = new Map<string, string[]>();
  /** What the platform holds back for negative connected balances, per `account|currency`. */
  readonly reservedFor = new Map<string, number>();
  readonly answers = new Map<string, StoredAnswer>();
  readonly deliveries = new Map<string, Delivery>();
  readonly rates = new Map<string, number>();
  /** Instants (seconds) that a restart must remember, by name. */
  readonly marks = new Map<string, number>();
  timers = new Heap<Timer>();
  sequence = 0;
  platformId = '';
  applicationId = '';

  #tables(): Record<string, Table<never>> {
    const tables = Object.entries(this).filter(([, value]) => value instanceof Table);
    return Object.fromEntries(tables);
  }

  #maps(): Record<string, Map<string, unknown>> {
    const maps = Object.entries(this).filter(([name, value]) => value instanceof Map && name !== 'balances');
    return Object.fromEntries(maps);
  }

  toJson(): Record<string, unknown> {
    const tables = Object.entries(this.#tables()).map(([name, table]) => [name, table.entries()]);
    const maps = Object.entries(this.#maps()).map(([name, map]) => [name, [...map]]);
    const { sequence, platformId, applicationId } = this;
    return {
      tables: Object.fromEntries(tables) as unknown,
      maps: Object.fromEntries(maps) as unknown,
      balances: [...this.balances].map(([owner, buckets]) => [owner, [...buckets]]),
      timers: this.timers.items,
      sequence,
      platformId,
      applicationId,
    };
  }

  load(json: ReturnType<Store['toJson']>): void {
    const saved = json as {
      tables: Record<string, never[]>;
      maps: Record<string, [string, unknown][]>;
      balances: [string, [string, Bucket][]][];
      timers: Timer[];
      sequence: number;
      platformId: string;
      applicationId: string;
    };
    for (const [name, table] of Object.entries(this.#tables())) table.load(saved.tables[name] ?? []);
    for (const [name, map] of Object.entries(this.#maps())) {
      for (const [key, value] of saved.maps[name] ?? []) map.set(key, value);
    }
    for (const [owner, buckets] of saved.balances) this.balances.set(owner, new Map(buckets));
    for (const timer of saved.timers) this.timers.push(timer);
    this.sequence = saved.sequence;
    this.platformId = saved.platformId;
    this.applicationId = saved.applicationId;
  }
}

/** The id of a field that may hold an id or the expanded object. */
export function idOf(value: string | { id?: string } | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : (value.id ?? null);
}
