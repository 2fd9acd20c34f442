import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { executePrepared } from '../../db/execute-prepared.ts';
import type { Transaction } from '../../db/transaction.ts';

/** Whose facts are looked at, and when: what happened later or was learned later is not seen. */
export type RiskMoment = { connectedAccountId: string; currency: string; at: Date };

/** Microseconds since 1970. */
type Instant = number;

/** What the database's function `risk_reading` says of an account and currency as of a moment. Amounts are minor units as decimal digits. */
export type RiskReadingText = {
  /** A window or a day (`2026-11-22`), then what happened in it, in the order of `RiskCounts`. */
  readonly counted: readonly CountedText[];
  /** Of the newest payments that were tried, newest first: a list for each column, and beside them what is true of few. */
  readonly attempts: {
    /** Each a number of eight bytes, as Postgres sends it, all in base64: microseconds since 2000, and minor units. */
    readonly at: string | null;
    readonly amount: string | null;
    /** By commas, with nothing where there is none. */
    readonly country: string | null;
    /** A digit each. */
    readonly signs: string | null;
    /** What became of some, each by its place from 1. */
    readonly told:
      readonly (readonly [place: number, refundedAt: Instant | null, disputedAt: Instant | null])[] | null;
    /** Of charges before them, how many were given back since the first of them, and how many disputed or warned of. */
    readonly older: readonly [refunded: number, disputed: number];
    /** When each of their countries was first seen at the account. */
    readonly since: Readonly<Record<string, Instant>> | null;
    /** Payments by card, different cards, payments by the one used most, and by those that other accounts saw. */
    readonly cards: readonly [payments: number, different: number, most: number, elsewhere: number];
  };
  /** Null where nobody has heard of the account. */
  readonly standing: {
    readonly country: string | null;
    readonly created: Instant;
    readonly since: Instant | null;
    readonly isAbroad: boolean | null;
    readonly isShared: boolean;
    readonly changes: number;
    /** With what Stripe asks for: changes of 30 days, times in 90 that it fell behind, when it was last clear, and when last not. */
    readonly requirements: readonly [
      changes: number,
      setbacks: number,
      clearAt: Instant | null,
      unclearAt: Instant | null,
    ];
    readonly lock: string;
  } | null;
  readonly circumstances: {
    /** When people last decided about the account, so that they are not asked twice. */
    readonly lookedAt: Instant | null;
    readonly refundsByPlatform: number;
    /** Early fraud warnings of the account: of an hour, a day, a week and 30 days. */
    readonly warnings: readonly [hour: number, day: number, week: number, month: number];
    /** When money was paid out last, and of 30 days how often, how much and how often at once. */
    readonly payouts: readonly [lastAt: Instant | null, count: number, amount: string, instant: number];
    /** What the account owns by our books, free or set aside for payouts. */
    readonly owned: string;
  };
};

export type CountedText = readonly [
  part: string,
  charges: number,
  chargeAmount: string,
  declines: number,
  highRisk: number,
  refunds: number,
  refundAmount: string,
  disputes: number,
  disputeAmount: string,
];

/** As a date of the program, which carries whole milliseconds. */
export function dateOf(instant: Instant): Date;
export function dateOf(instant: Instant | null | undefined): Date | null;
export function dateOf(instant: Instant | null | undefined): Date | null {
  return instant == null ? null : new Date(Math.floor(instant / 1_000));
}

/** Reads as of any moment, also one long ago. */
export async function readRiskReading(
  db: Transaction | Database,
  { connectedAccountId, currency, at }: RiskMoment,
): Promise<RiskReadingText> {
  const [row] = await executePrepared<{ reading: string }>(
    db,
    sql`select risk_reading(${connectedAccountId}, ${currency}, ${at.toISOString()}::timestamptz)::text as reading`,
  );
  return JSON.parse(row?.reading ?? '') as RiskReadingText; // as the function makes it
}
