import { dateOf, type RiskReadingText } from './risk-reading.ts';

/**
 * The newest payments that were tried, oldest first, with what became of them by the moment of the decision: a column for each thing,
 * and not an object for each payment. A decision looks at 512 of them, and the engine soon placed so many objects where only its slowest
 * collections find them again, which then stopped every decision of the process (docs/decisions/0044).
 */
export type RecentAttempts = {
  readonly length: number;
  /** Milliseconds since 1970. */
  readonly at: Float64Array;
  /** Minor units. */
  readonly amount: BigInt64Array;
  /** What is true of it: the sum of some of `ATTEMPT_SIGNS`. */
  readonly signs: Uint8Array;
  /** When the seller first gave money back; `NaN` where nobody did. */
  readonly refundedAt: Float64Array;
  /** When it was first disputed or its bank warned of fraud; `NaN` where nobody did. */
  readonly disputedAt: Float64Array;
  /** Its place among `countries`. */
  readonly country: Uint16Array;
  readonly countries: readonly SeenCountry[];
  readonly cards: SeenCards;
  /** Since the first of these payments, charges before it that the seller gave back, and that were disputed or warned of. */
  readonly older: { readonly refunded: number; readonly disputed: number };
};

/** A country that cards came from; the first of the list stands for those of which nobody knows it. */
export type SeenCountry = {
  readonly code: string | null;
  /** When a card of it was first seen at the account, in milliseconds since 1970; `NaN` where nobody knows. */
  readonly firstSeenAt: number;
};

/** Of the payments by card. */
export type SeenCards = {
  readonly payments: number;
  readonly different: number;
  /** Payments by the card that was used most. */
  readonly most: number;
  /** Payments by cards that other accounts have seen as well. */
  readonly elsewhere: number;
};

/** Bits of a sign: as `risk_reading` adds them up, but for the third, of which it tells with the few that became something. */
export const ATTEMPT_SIGNS = { isDecline: 1, isHighRisk: 2, isDisputed: 4, isHighest: 8 };

const NUMBER_BYTES = 8;
/** What Postgres counts its microseconds from. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

const UNKNOWN: SeenCountry = { code: null, firstSeenAt: NaN };

/** Columns of so many payments, in one piece of memory, for whoever fills them. */
export function attemptColumns(length: number) {
  const wide = NUMBER_BYTES * length;
  const memory = new ArrayBuffer(4 * wide + 3 * length);
  return {
    at: new Float64Array(memory, 0, length),
    refundedAt: new Float64Array(memory, wide, length).fill(NaN),
    disputedAt: new Float64Array(memory, 2 * wide, length).fill(NaN),
    amount: new BigInt64Array(memory, 3 * wide, length),
    country: new Uint16Array(memory, 4 * wide, length),
    signs: new Uint8Array(memory, 4 * wide + 2 * length, length),
  };
}

/** The payments and declines of the last 120 days that were known at that moment, of which the database told newest first. */
export function attemptsOf(told: RiskReadingText['attempts']): RecentAttempts {
  const signs = told.signs ?? '';
  const { length } = signs;
  const columns = attemptColumns(length);
  const moments = Buffer.from(told.at ?? '', 'base64');
  const amounts = Buffer.from(told.amount ?? '', 'base64');
  const codes = (told.country ?? '').split(',');
  const since = told.since ?? {};
  const countries = [UNKNOWN];
  const placeOf = new Map<string, number>([['', 0]]);
  for (let index = 0; index < length; index += 1) {
    const newest = length - 1 - index;
    const from = newest * NUMBER_BYTES;
    // A double holds the microseconds of any year of ours exactly.
    const microseconds = moments.readInt32BE(from) * 2 ** 32 + moments.readUInt32BE(from + 4);
    columns.at[index] = POSTGRES_EPOCH_MS + Math.floor(microseconds / 1_000);
    columns.amount[index] = amounts.readBigInt64BE(from);
    columns.signs[index] = signs.charCodeAt(newest) - 48;
    const code = codes[newest] ?? '';
    let place = placeOf.get(code);
    if (place === undefined) {
      place = countries.push({ code, firstSeenAt: dateOf(since[code])?.getTime() ?? NaN }) - 1;
      placeOf.set(code, place);
    }
    columns.country[index] = place;
  }
  for (const [place, refundedAt, disputedAt] of told.told ?? []) {
    const index = length - place;
    columns.refundedAt[index] = dateOf(refundedAt)?.getTime() ?? NaN;
    columns.disputedAt[index] = dateOf(disputedAt)?.getTime() ?? NaN;
    if (disputedAt !== null) columns.signs[index] = (columns.signs[index] ?? 0) | ATTEMPT_SIGNS.isDisputed;
  }
  const [refunded, disputed] = told.older;
  const [payments, different, most, elsewhere] = told.cards;
  return {
    length,
    ...columns,
    countries,
    cards: { payments, different, most, elsewhere },
    older: { refunded, disputed },
  };
}

/** The place of the first payment after a moment; their number where there is none. */
export function placeAfter({ at, length }: RecentAttempts, moment: number): number {
  let place = length;
  while (place > 0 && (at[place - 1] ?? 0) > moment) place -= 1;
  return place;
}
