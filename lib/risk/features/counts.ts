import { BASELINE_LAG_HOURS } from '../detectors/rate-baseline.ts';
import type { CountedText } from './risk-reading.ts';

/** What happened in one stretch of time; amounts in minor units. Refunds are without those that the platform made. */
export type RiskCounts = {
  charges: number;
  chargeAmount: bigint;
  declines: number;
  highRisk: number;
  refunds: number;
  refundAmount: bigint;
  disputes: number;
  disputeAmount: bigint;
};

const WINDOWS = ['1h', '24h', '7d', '30d'] as const;
export type RiskWindow = (typeof WINDOWS)[number];
const isWindow = (part: string): boolean => (WINDOWS as readonly string[]).includes(part);

export type RiskHistory = {
  /** The last hour is exact; the longer ones are the hour (of 30 days: the day) under way and the whole ones before it. */
  windows: Record<RiskWindow, RiskCounts>;
  /** Whole UTC days, oldest first, none of the last 72 hours: an attack cannot teach itself in. Each day from the first with a fact on. */
  baselineDays: RiskCounts[];
  /** The first of them. */
  since: Date | null;
};

const LAG_MS = BASELINE_LAG_HOURS * 3_600_000;
const DAY_MS = 86_400_000;

const NOTHING: RiskCounts = {
  charges: 0,
  chargeAmount: 0n,
  declines: 0,
  highRisk: 0,
  refunds: 0,
  refundAmount: 0n,
  disputes: 0,
  disputeAmount: 0n,
};

function countsOf([, charges, chargeAmount, declines, highRisk, ...rest]: CountedText): RiskCounts {
  const [refunds, refundAmount, disputes, disputeAmount] = rest;
  return {
    charges,
    chargeAmount: BigInt(chargeAmount),
    declines,
    highRisk,
    refunds,
    refundAmount: BigInt(refundAmount),
    disputes,
    disputeAmount: BigInt(disputeAmount),
  };
}

/** Pure: what the counters said at a moment. */
export function historyOf(counted: readonly CountedText[], at: Date): RiskHistory {
  const ofPart = new Map(counted.map((part) => [part[0], countsOf(part)]));
  const windows = Object.fromEntries(
    WINDOWS.map((window) => [window, ofPart.get(window) ?? NOTHING]),
  ) as RiskHistory['windows']; // one for each window, two lines above
  const lagged = at.getTime() - LAG_MS;
  const first = firstDayWith(ofPart);
  return {
    windows,
    baselineDays: first === null ? [] : wholeDays(first, ofPart, lagged - (lagged % DAY_MS)),
    since: first === null ? null : new Date(first),
  };
}

/** A day of which all was learned later is none. */
function firstDayWith(ofPart: ReadonlyMap<string, RiskCounts>): number | null {
  const [first] = [...ofPart]
    .filter(([part, counts]) => !isWindow(part) && Object.values(counts).some((count) => Number(count) !== 0))
    .map(([day]) => day)
    .sort();
  return first === undefined ? null : Date.parse(first);
}

/** Every day from the first with a fact to the last before the lag, those without any included. */
function wholeDays(first: number, ofPart: ReadonlyMap<string, RiskCounts>, end: number): RiskCounts[] {
  const days: RiskCounts[] = [];
  for (let day = first; day < end; day += DAY_MS)
    days.push(ofPart.get(new Date(day).toISOString().slice(0, 10)) ?? NOTHING);
  return days;
}
