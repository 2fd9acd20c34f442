import { desc, sql } from 'drizzle-orm';
import { riskModels } from '#drizzle/schema/risk-instruments.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { isOfThisVersion } from '../assessments/instruments.ts';
import { calibrationByDecile } from '../models/calibration-error.ts';
import { populationStability } from '../models/population-stability.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { RISK_FEATURES } from '../features/feature-columns.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import type { ModelReport, RiskModel } from '../types.ts';
import { ROWS_MAX } from './labelled-sql.ts';
import { tooLittleToLearn } from './too-little.ts';
import { readLabelCounts } from './training-rows.ts';

const MODELS_SHOWN_MAX = 20;
/** The newest so many decisions of the last week are compared with as many before it. */
const DRIFT_ROWS_MAX = 2_000;
/** Verdicts that the calibration is made of. */
const CALIBRATION_ROWS_MAX = 4_000;
const DRIFT_DAYS = 7;
/** Above it a feature is another than the one that was learned from (Siddiqi, 2006). */
const DRIFTED = 0.2;
const TOP = 50;
const ALARM_DAYS = 90;

/** The trained models, newest first, without their texts. */
export async function listRiskModels(ctx: Context): Promise<RiskModel[]> {
  authorize(ctx, 'risk.read');
  const nameOf = (column: typeof riskModels.askedBy) =>
    sql<string | null>`coalesce((select name from operators where operator_id = ${column}), ${column})`;
  const rows = await database()
    .select({
      riskModelId: riskModels.riskModelId,
      version: riskModels.version,
      state: riskModels.state,
      kind: riskModels.kind,
      hash: riskModels.hash,
      features: riskModels.features,
      dataFrom: riskModels.dataFrom,
      dataTo: riskModels.dataTo,
      labelCutoff: riskModels.labelCutoff,
      rows: riskModels.rows,
      positives: riskModels.positives,
      metrics: riskModels.metrics,
      trainedAt: riskModels.trainedAt,
      askedBy: riskModels.askedBy,
      askedByName: nameOf(riskModels.askedBy),
      promotedByName: sql<
        string | null
      >`coalesce((select name from operators where operator_id = ${riskModels.promotedBy}), ${riskModels.promotedBy})`,
      promotedAt: riskModels.promotedAt,
    })
    .from(riskModels)
    .orderBy(desc(riskModels.version))
    .limit(MODELS_SHOWN_MAX);
  return rows.map(({ features, ...row }) => ({ ...row, isOfThisVersion: isOfThisVersion(features) }));
}

/** How what decides has done on the install's own past. @param max labels are counted in the newest so many decisions */
export async function readModelReport(ctx: Context, max = ROWS_MAX): Promise<ModelReport> {
  authorize(ctx, 'risk.read');
  const [labels, audits, alarms, drift, calibration] = await Promise.all([
    readLabelCounts(ctx.now, max),
    readAudits(),
    readAlarms(),
    readDrift(),
    readCalibration(),
  ]);
  return {
    labels,
    tooLittle: tooLittleToLearn(labels),
    audits,
    alarms,
    drift,
    calibration,
  };
}

/** What the lot of the last 90 days brought: the only honest number of what is missed. */
async function readAudits(): Promise<ModelReport['audits']> {
  const [row] = await database().execute<{ drawn: number; looked: number; missed: number }>(sql`
    select count(*)::int as drawn, (count(*) filter (where said.verdict is not null))::int as looked,
      (count(*) filter (where said.verdict in ('confirmed', 'victim')))::int as missed
    from risk_flags as flag left join lateral (
      select verdict from risk_verdicts as said where said.risk_flag_id = flag.risk_flag_id and said.verdict <> 'needs_information'
      order by given_at desc limit 1
    ) as said on true
    where flag.opened_at > now() - make_interval(days => ${ALARM_DAYS}) and flag.audit_drawn_on is not null`);
  return row ?? { drawn: 0, looked: 0, missed: 0 };
}

/** Pauses of the last 90 days against the budget of one false one a year, what people said of them, and how often two agreed. */
async function readAlarms(): Promise<ModelReport['alarms']> {
  const [row] = await database().execute<{
    accounts: number;
    pauses: number;
    wrong: number;
    looked: number;
    right: number;
    pairs: number;
    agreed: number;
    hours: number;
  }>(sql`
    with flag as materialized (
      select risk_flag_id, action, score, closed_because, opened_at, closed_at, hold_id,
        (select verdict from risk_verdicts as said where said.risk_flag_id = flag.risk_flag_id and said.verdict <> 'needs_information'
         order by given_at desc limit 1) as verdict
      from risk_flags as flag where opened_at > now() - make_interval(days => ${ALARM_DAYS})
    ), top as (select verdict from flag where verdict is not null order by score desc limit ${TOP}),
    pair as (
      select bool_and(first.verdict = other.verdict) as agreed from risk_verdicts as first join risk_verdicts as other using (risk_flag_id)
      join flag using (risk_flag_id)
      where first.operator_id < other.operator_id and first.verdict <> 'needs_information' and other.verdict <> 'needs_information'
      group by risk_flag_id
    )
    select (select count(distinct connected_account_id)::int from risk_standings
        where decided_at > now() - make_interval(days => ${ALARM_DAYS})) as accounts,
      (select count(*)::int from flag where action in ('hold', 'pause_lock')) as pauses,
      (select count(*)::int from flag where action in ('hold', 'pause_lock') and (verdict = 'false_alarm' or closed_because = 'cause_gone')) as wrong,
      (select coalesce(sum(extract(epoch from coalesce(closed_at, now()) - opened_at)) / 3600, 0)::float8 from flag
        where hold_id is not null and verdict = 'false_alarm') as hours,
      (select count(*)::int from top) as looked, (select count(*)::int from top where verdict <> 'false_alarm') as right,
      (select count(*)::int from pair) as pairs, (select count(*)::int from pair where agreed) as agreed`);
  return {
    days: ALARM_DAYS,
    accounts: row?.accounts ?? 0,
    pauses: row?.pauses ?? 0,
    falsePauses: row?.wrong ?? 0,
    falseHeldHours: row?.hours ?? 0,
    top: { looked: row?.looked ?? 0, right: row?.right ?? 0 },
    agreement: { pairs: row?.pairs ?? 0, agreed: row?.agreed ?? 0 },
  };
}

/** Features whose values of the last week are others than before. */
async function readDrift(): Promise<ModelReport['drift']> {
  const rows = await database().execute<{ is_new: boolean; features: string }>(sql`
    select is_new, (inputs::json -> 'features')::text as features from (
      (select true as is_new, inputs from risk_assessments
        where decided_at > now() - make_interval(days => ${DRIFT_DAYS}) order by decided_at desc limit ${DRIFT_ROWS_MAX})
      union all
      (select false, inputs from risk_assessments
        where decided_at <= now() - make_interval(days => ${DRIFT_DAYS}) order by decided_at desc limit ${DRIFT_ROWS_MAX})
    ) as either`);
  const read = rows.map(({ is_new, features }) => ({
    isNew: is_new,
    values: JSON.parse(features) as DecisionInputs['features'],
  }));
  // What decisions of before an upgrade did not see is compared as soon as they are none of these.
  const seenByAll = Math.min(...read.map(({ values }) => values.length));
  const columnOf = (isNew: boolean, column: number): Float64Array =>
    Float64Array.from(
      read.filter((row) => row.isNew === isNew),
      ({ values }) => values[column] ?? 0,
    );
  const before = columnOf(false, 0).length;
  const now = columnOf(true, 0).length;
  if (before === 0 || now === 0) return { before, now, features: [] };
  const features = FEATURE_NAMES.slice(0, seenByAll).map((name, column) => ({
    name: RISK_FEATURES[name].name,
    stability: populationStability(columnOf(false, column), columnOf(true, column)),
  }));
  return {
    before,
    now,
    features: features
      .filter(({ stability }) => stability > DRIFTED)
      .toSorted((a, b) => b.stability - a.stability),
  };
}

/** Decisions that people spoke about: what was thought of them against what they said. */
async function readCalibration(): Promise<ModelReport['calibration']> {
  const rows = await database().execute<{ score: number; hit: boolean }>(sql`
    select decision.score, said.verdict <> 'false_alarm' as hit
    from risk_verdicts as said join risk_assessments as decision using (risk_assessment_id)
    where said.verdict <> 'needs_information' order by said.given_at desc limit ${CALIBRATION_ROWS_MAX}`);
  if (rows.length === 0) return null;
  const { deciles, error } = calibrationByDecile(
    Float64Array.from(rows, ({ score }) => 1 / (1 + Math.exp(-score))),
    Uint8Array.from(rows, ({ hit }) => Number(hit)),
  );
  return { error, deciles, rows: rows.length };
}
