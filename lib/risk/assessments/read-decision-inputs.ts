import type { Transaction } from '../../db/transaction.ts';
import { baselineCount } from '../detectors/count-baseline.ts';
import { countTail } from '../detectors/count-tail.ts';
import type { RiskCounts, RiskHistory } from '../features/counts.ts';
import { riskReadingOf } from '../features/read-risk-features.ts';
import { dateOf, readRiskReading, type RiskMoment, type RiskReadingText } from '../features/risk-reading.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { attackAmount, runOff, type RunOffCurves } from '../rules/money-at-risk.ts';
import { ruleQuantities } from '../rules/quantities.ts';
import { streamFindings } from '../rules/stream-findings.ts';
import { runOffOf } from '../run-off/run-off-of.ts';

/** A week of usual days before velocity says anything; days of shops differ by about 30 %. */
const VELOCITY_PRIOR = { shape: 7, days: 7, dispersion: 0.09 };
const VELOCITY_DAYS_MIN = 7;
/** Beyond it a tail is no number any more. */
const LOG_TAIL_MIN = -700;

/**
 * Everything that a decision saw of one account and currency as of its moment, read again.
 * @param runOffHash of the curves that the decision names, whichever were estimated since; null where it names none
 */
export async function readDecisionInputs(
  tx: Transaction,
  moment: RiskMoment,
  runOffHash: string | null = null,
): Promise<DecisionInputs> {
  return decisionInputsOf(moment, await readRiskReading(tx, moment), await runOffOf(tx, runOffHash));
}

/** Pure: everything that a decision sees of one account and currency as of its moment. */
export function decisionInputsOf(
  moment: RiskMoment,
  told: RiskReadingText,
  curves: RunOffCurves,
): DecisionInputs {
  const { connectedAccountId, currency, at } = moment;
  const reading = riskReadingOf(moment, told);
  const { history, recent, features } = reading;
  const { refundsByPlatform, owned } = told.circumstances;
  const lookedAt = dateOf(told.circumstances.lookedAt);
  const streams = streamFindings({ history, recent, at, lookedAt });
  return {
    connectedAccountId,
    currency,
    decidedAt: at.toISOString(),
    lookedAt: lookedAt?.toISOString() ?? null,
    lockStrength: told.standing?.lock ?? 'unknown',
    features: FEATURE_NAMES.map((name) => features[name]),
    quantities: ruleQuantities(reading, at),
    streams,
    velocity: velocityOf(history),
    refunds: { ...refundsOf(history), byPlatform: refundsByPlatform },
    money: {
      payable: owned,
      runOff: runOff(history, curves).toString(),
      ...(curves.hash === null ? {} : { curves: curves.hash }),
      attack: attackAmount(
        recent,
        streams.find(({ stream }) => stream === 'declines'),
      ).toString(),
    },
  };
}

function velocityOf({ windows, baselineDays }: RiskHistory): DecisionInputs['velocity'] {
  if (baselineDays.length < VELOCITY_DAYS_MIN) return null;
  const baseline = baselineCount(
    baselineDays.map(({ charges }) => charges),
    VELOCITY_PRIOR,
  );
  const observed = windows['24h'].charges;
  const { logTail } = countTail(observed, 24, baseline);
  return { observed, expected: baseline.mean, logTail: Math.max(LOG_TAIL_MIN, logTail) };
}

function refundsOf({
  windows,
  baselineDays,
}: RiskHistory): Pick<DecisionInputs['refunds'], 'bySeller' | 'known' | 'charges'> {
  const sum = (of: (counts: RiskCounts) => number): number =>
    Math.max(
      of(windows['30d']),
      baselineDays.reduce((total, day) => total + of(day), 0),
    );
  return {
    bySeller: windows['24h'].refunds,
    known: sum(({ refunds }) => refunds),
    charges: sum(({ charges }) => charges),
  };
}
