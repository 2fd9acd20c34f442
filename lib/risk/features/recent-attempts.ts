import type { RiskReadingText } from './risk-reading.ts';

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
const SIGN = { isDecline: 1, isHighRisk: 2, isDisputed: 4, isCardKnownElsewhere: 8 };

const listOf = (column: string | null): string[] => (column === null ? [] : column.split(','));
const instantOf = (digits: string | undefined): Date | null =>
  digits === undefined || digits === '' ? null : new Date(Math.floor(Number(digits) / 1_000));
const textOf = (text: string | undefined): string | null => (text === '' ? null : (text ?? null));

/** The newest payments and declines of the last 120 days that were known at that moment, oldest first. */
export function attemptsOf(attempts: RiskReadingText['attempts']): RecentAttempt[] {
  const amounts = listOf(attempts.amount);
  const countries = listOf(attempts.country);
  const cards = listOf(attempts.card);
  const signs = listOf(attempts.signs);
  const refunded = listOf(attempts.refunded);
  const since = listOf(attempts.since);
  return listOf(attempts.at).map((at, index) => {
    const sign = Number(signs[index]);
    return {
      occurredAt: new Date(Math.floor(Number(at) / 1_000)),
      isDecline: (sign & SIGN.isDecline) !== 0,
      amount: BigInt(amounts[index] ?? ''),
      cardCountry: textOf(countries[index]),
      cardHash: textOf(cards[index]),
      isHighRisk: (sign & SIGN.isHighRisk) !== 0,
      refundedAt: instantOf(refunded[index]),
      isDisputed: (sign & SIGN.isDisputed) !== 0,
      countryFirstSeenAt: instantOf(since[index]),
      isCardKnownElsewhere: (sign & SIGN.isCardKnownElsewhere) !== 0,
    };
  });
}
