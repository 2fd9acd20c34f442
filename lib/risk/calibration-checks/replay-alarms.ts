import type { StreamName } from '../detectors/streams.ts';
import { BASELINE_LAG_HOURS } from '../detectors/rate-baseline.ts';
import type { RiskCounts, RiskHistory } from '../features/counts.ts';
import {
  ATTEMPT_SIGNS,
  attemptColumns,
  type RecentAttempts,
  type SeenCountry,
} from '../features/recent-attempts.ts';
import { streamFindings } from '../rules/stream-findings.ts';

/** One fact of an account and currency, as the replay needs it. */
export type PastFact = {
  readonly kind: 'charge' | 'decline' | 'refund' | 'dispute' | 'warning';
  readonly stripeId: string;
  readonly chargeId: string | null;
  readonly occurredAt: Date;
  readonly amount: bigint;
  readonly cardCountry: string | null;
  readonly isHighRisk: boolean;
};

/** A moment at which the tests would have held money. */
export type PastAlarm = { readonly at: Date; readonly stream: StreamName };

const DAY_MS = 86_400_000;
const LAG_MS = BASELINE_LAG_HOURS * 3_600_000;
/** As far back as a decision looks: attempts, and days of a baseline. */
const SEEN_DAYS = 120;
/** The longest window of the tests. */
const ATTEMPTS_MAX = 512;
/** So many moments are judged before others have their turn. */
const TURN = 50;

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

/**
 * When today's table of thresholds would have raised an alarm in the past of an account and currency: the tests that decide, asked after
 * everything that happened, as if it had been learned at once. After an alarm a person has looked, and what was seen is no evidence any more.
 * @param facts oldest first, of `SEEN_DAYS` before the span as well
 * @param isStopped asked now and then; what is found by then is given back
 */
export async function replayAlarms(
  facts: readonly PastFact[],
  span: { readonly from: Date; readonly to: Date },
  isStopped: () => boolean = () => false,
): Promise<PastAlarm[]> {
  const past = new GrowingPast();
  const alarms: PastAlarm[] = [];
  let lookedAt: Date | null = null;
  let judged = 0;
  for (const [index, fact] of facts.entries()) {
    if (fact.occurredAt >= span.to) break;
    past.learn(fact);
    const isLastOfMoment = facts[index + 1]?.occurredAt.getTime() !== fact.occurredAt.getTime();
    if (fact.occurredAt < span.from || !isLastOfMoment) continue;
    const at = fact.occurredAt;
    const found = streamFindings({ history: past.historyAt(at), recent: past.recentAt(at), at, lookedAt });
    const [loudest] = found
      .filter(({ isAlarm }) => isAlarm)
      .toSorted((a, b) => b.statistic / b.threshold - a.statistic / a.threshold);
    if (loudest !== undefined) {
      alarms.push({ at, stream: loudest.stream });
      lookedAt = at;
    }
    judged += 1;
    if (judged % TURN !== 0) continue;
    await new Promise(setImmediate);
    if (isStopped()) break;
  }
  return alarms;
}

/** Pure: what the tests would have seen at a moment. @param facts oldest first */
export function pastAt(
  facts: readonly PastFact[],
  at: Date,
): { history: RiskHistory; recent: RecentAttempts } {
  const past = new GrowingPast();
  for (const fact of facts) if (fact.occurredAt <= at) past.learn(fact);
  return { history: past.historyAt(at), recent: past.recentAt(at) };
}

/** A payment that was tried, as it grows: what is in a row of `RecentAttempts`. */
type Attempt = {
  readonly at: number;
  readonly amount: bigint;
  readonly country: number;
  signs: number;
  refundedAt: number;
  disputedAt: number;
};

/** What was known of an account by a moment, learned fact by fact. */
class GrowingPast {
  private readonly attempts: Attempt[] = [];
  private readonly byCharge = new Map<string, Attempt>();
  private readonly days = new Map<number, RiskCounts>();
  private readonly countries: SeenCountry[] = [{ code: null, firstSeenAt: NaN }];
  private baseline: {
    readonly end: number;
    readonly days: RiskCounts[];
    readonly since: Date | null;
  } | null = null;

  learn(fact: PastFact): void {
    const { kind, occurredAt, chargeId, amount, cardCountry, isHighRisk, stripeId } = fact;
    const of = chargeId === null ? undefined : this.byCharge.get(chargeId);
    if (kind === 'charge' || kind === 'decline') {
      let country = this.countries.findIndex(({ code }) => code === cardCountry);
      if (country < 0)
        country = this.countries.push({ code: cardCountry, firstSeenAt: occurredAt.getTime() }) - 1;
      const isDecline = kind === 'decline';
      const attempt: Attempt = {
        at: occurredAt.getTime(),
        amount,
        country,
        signs: (isDecline ? ATTEMPT_SIGNS.isDecline : 0) + (isHighRisk ? ATTEMPT_SIGNS.isHighRisk : 0),
        refundedAt: NaN,
        disputedAt: NaN,
      };
      this.attempts.push(attempt);
      this.byCharge.set(stripeId, attempt);
    } else if (kind === 'refund') {
      if (of !== undefined && Number.isNaN(of.refundedAt)) of.refundedAt = occurredAt.getTime();
    } else if (of !== undefined) {
      if (Number.isNaN(of.disputedAt)) of.disputedAt = occurredAt.getTime();
      of.signs |= ATTEMPT_SIGNS.isDisputed;
    }
    const day = Math.floor(occurredAt.getTime() / DAY_MS);
    const counts = this.days.get(day) ?? { ...NOTHING };
    if (kind === 'charge') counts.charges += 1;
    if (kind === 'decline') counts.declines += 1;
    if (kind === 'refund') counts.refunds += 1;
    if (kind === 'dispute') counts.disputes += 1;
    if (isHighRisk && (kind === 'charge' || kind === 'decline')) counts.highRisk += 1;
    this.days.set(day, counts);
  }

  recentAt(at: Date): RecentAttempts {
    const oldest = at.getTime() - SEEN_DAYS * DAY_MS;
    const newest = this.attempts.slice(-ATTEMPTS_MAX).filter((attempt) => attempt.at > oldest);
    const columns = attemptColumns(newest.length);
    for (const [index, attempt] of newest.entries()) {
      columns.at[index] = attempt.at;
      columns.amount[index] = attempt.amount;
      columns.country[index] = attempt.country;
      columns.signs[index] = attempt.signs;
      columns.refundedAt[index] = attempt.refundedAt;
      columns.disputedAt[index] = attempt.disputedAt;
    }
    // No test looks at cards, nor at what is older.
    const cards = { payments: 0, different: 0, most: 0, elsewhere: 0 };
    const older = { refunded: 0, disputed: 0 };
    return { length: newest.length, ...columns, countries: this.countries, cards, older };
  }

  /** Days older than the lag change no more, because facts come in the order of their time. */
  historyAt(at: Date): RiskHistory {
    const end = Math.floor((at.getTime() - LAG_MS) / DAY_MS);
    if (this.baseline?.end !== end) {
      const oldest = Math.floor(at.getTime() / DAY_MS) - SEEN_DAYS;
      const first = [...this.days.keys()].find((day) => day >= oldest) ?? end;
      const days = Array.from(
        { length: Math.max(0, end - first) },
        (_, index) => this.days.get(first + index) ?? NOTHING,
      );
      const since = days.length > 0 ? new Date(first * DAY_MS) : null;
      this.baseline = { end, days, since };
    }
    const { days, since } = this.baseline;
    const windows = { '1h': NOTHING, '24h': NOTHING, '7d': NOTHING, '30d': NOTHING }; // no test looks at them
    return { windows, baselineDays: days, since };
  }
}
