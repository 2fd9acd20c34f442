/**
 * How many days Stripe lets money wait in a balance, by the country of the business. Not escrow: what Stripe does after
 * it is not documented, so people are told well before.
 * Source: Stripe, "Using manual payouts" and "Understanding Connect account balances".
 */
export const CEILING_DAYS_BY_COUNTRY: Readonly<Record<string, number>> = { TH: 10, US: 730 };
export const CEILING_DAYS_ELSEWHERE = 90;

const WARNED_PERCENT = 15;
const WARNED_DAYS_MIN = 3;
const WARNED_DAYS_MAX = 30;

/** @param country upper case; null when Stripe does not say */
export function ceilingDays(country: string | null): number {
  return (country === null ? undefined : CEILING_DAYS_BY_COUNTRY[country]) ?? CEILING_DAYS_ELSEWHERE;
}

/** How many days before the ceiling people are told again. */
export function warnedDays(days: number): number {
  return Math.min(WARNED_DAYS_MAX, Math.max(WARNED_DAYS_MIN, Math.floor((days * WARNED_PERCENT) / 100)));
}
