import { dateOf, type RiskReadingText } from './risk-reading.ts';

/** One payment that was tried, with what became of it by the moment of the decision. */
export type RecentAttempt = {
  occurredAt: Date;
  isDecline: boolean;
  amount: bigint;
  cardCountry: string | null;
  cardHash: string | null;
  isHighRisk: boolean;
  /** When the seller first gave money back, or null. */
  refundedAt: Date | null;
  /** By a dispute or an early fraud warning. */
  isDisputed: boolean;
  /** When a card of this country was first seen here. */
  countryFirstSeenAt: Date | null;
  isCardKnownElsewhere: boolean;
};

/** Bits of a sign, as `risk_reading` adds them up. */
const SIGN = { isDecline: 1, isHighRisk: 2 };

const NUMBER_BYTES = 8;
/** What Postgres counts its microseconds from. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

const listOf = (column: string | null): string[] => (column === null ? [] : column.split(','));
const numbersOf = (column: string | null): Buffer => Buffer.from(column ?? '', 'base64');
const textOf = (text: string | undefined): string | null => (text === '' ? null : (text ?? null));

/** A double holds the microseconds of any year of ours exactly. */
function instantAt(bytes: Buffer, index: number): Date {
  const from = index * NUMBER_BYTES;
  const microseconds = bytes.readInt32BE(from) * 2 ** 32 + bytes.readUInt32BE(from + 4);
  return new Date(POSTGRES_EPOCH_MS + Math.floor(microseconds / 1_000));
}

/** The newest payments and declines of the last 120 days that were known at that moment, oldest first. */
export function attemptsOf(attempts: RiskReadingText['attempts']): RecentAttempt[] {
  const moments = numbersOf(attempts.at);
  const amounts = numbersOf(attempts.amount);
  const countries = listOf(attempts.country);
  const cards = listOf(attempts.card);
  const signs = attempts.signs ?? '';
  const told = new Map((attempts.told ?? []).map(([place, ...what]) => [place - 1, what]));
  const since = new Map(Object.entries(attempts.since ?? {}).map(([country, at]) => [country, dateOf(at)]));
  const elsewhere = new Set(attempts.elsewhere);
  return Array.from({ length: signs.length }, (_, fromOldest) => {
    const index = signs.length - 1 - fromOldest;
    const sign = Number(signs[index]);
    const cardCountry = textOf(countries[index]);
    const cardHash = textOf(cards[index]);
    const [refundedAt = null, isDisputed = false] = told.get(index) ?? [];
    return {
      occurredAt: instantAt(moments, index),
      isDecline: (sign & SIGN.isDecline) !== 0,
      amount: amounts.readBigInt64BE(index * NUMBER_BYTES),
      cardCountry,
      cardHash,
      isHighRisk: (sign & SIGN.isHighRisk) !== 0,
      refundedAt: dateOf(refundedAt),
      isDisputed,
      countryFirstSeenAt: cardCountry === null ? null : (since.get(cardCountry) ?? null),
      isCardKnownElsewhere: cardHash !== null && elsewhere.has(cardHash),
    };
  });
}
