import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { readReservedMoney } from '../../ledger/reserved-money-queries.ts';
import { baselineCount } from '../detectors/count-baseline.ts';
import { countTail } from '../detectors/count-tail.ts';
import type { RiskCounts, RiskHistory, RiskMoment } from '../features/counts.ts';
import { readRiskFeatures } from '../features/read-risk-features.ts';
import { FEATURE_NAMES } from '../rules/cold-start-model.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { attackAmount, runOff } from '../rules/money-at-risk.ts';
import { ruleQuantities } from '../rules/quantities.ts';
import { streamFindings } from '../rules/stream-findings.ts';

/** A week of usual days before velocity says anything; days of shops differ by about 30 %. */
const VELOCITY_PRIOR = { shape: 7, days: 7, dispersion: 0.09 };
const VELOCITY_DAYS_MIN = 7;
/** Beyond it a tail is no number any more. */
const LOG_TAIL_MIN = -700;

/** Everything that a decision sees of one account and currency as of its moment. The caller has locked the account's facts. */
export async function readDecisionInputs(tx: Transaction, moment: RiskMoment): Promise<DecisionInputs> {
  const { connectedAccountId, currency, at } = moment;
  const reading = await readRiskFeatures(tx, moment);
  const { history, recent, features } = reading;
  const { lookedAt, lockStrength, refundsByPlatform } = await readCircumstances(tx, moment);
  const { available, reserved } = (await readReservedMoney(tx, [moment]))(moment);
  const streams = streamFindings({ history, recent, at, lookedAt });
  return {
    connectedAccountId,
    currency,
    decidedAt: at.toISOString(),
    lookedAt: lookedAt?.toISOString() ?? null,
    lockStrength,
    features: FEATURE_NAMES.map((name) => features[name]),
    quantities: ruleQuantities(reading, at),
    streams,
    velocity: velocityOf(history),
    refunds: { ...refundsOf(history), byPlatform: refundsByPlatform },
    money: {
      payable: (available + reserved).toString(),
      runOff: runOff(history).toString(),
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

/** What stands beside the facts; `lookedAt`: when people last decided about the account, so that they are not asked twice. */
async function readCircumstances(
  tx: Transaction,
  { connectedAccountId, currency, at }: RiskMoment,
): Promise<{ lookedAt: Date | null; lockStrength: string; refundsByPlatform: number }> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  const [row] = await executeSet<{ looked_at: string | null; lock: string | null; refunds: number }>(
    tx,
    sql`
    select greatest(
        (select max(given_at) from risk_verdicts as said
         where said.connected_account_id = ${connectedAccountId} and said.currency = ${currency}
           and said.verdict <> 'needs_information' and said.given_at <= ${moment}),
        (select max(released_at) from holds as hold
         where hold.connected_account_id = ${connectedAccountId} and hold.source = 'risk' and hold.state = 'released'
           and hold.released_by_source is null and coalesce(hold.currency, ${currency}) = ${currency}
           and hold.released_at <= ${moment})) as looked_at,
      (select lock_strength from connected_accounts where connected_account_id = ${connectedAccountId}) as lock,
      (select count(*)::int from risk_facts as fact
       where fact.connected_account_id = ${connectedAccountId} and fact.kind = 'refund' and fact.currency = ${currency}
         and fact.is_platform_made and fact.occurred_at > ${moment} - interval '24 hours' and fact.occurred_at <= ${moment}
         and fact.learned_at <= ${moment}) as refunds`,
  );
  return {
    lookedAt: row?.looked_at == null ? null : new Date(row.looked_at),
    lockStrength: row?.lock ?? 'unknown',
    refundsByPlatform: row?.refunds ?? 0,
  };
}
