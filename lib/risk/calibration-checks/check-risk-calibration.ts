import { inArray } from 'drizzle-orm';
import { riskCalibrationChecks } from '#drizzle/schema/risk-calibration.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { endCalibrationCheck } from './end-calibration-check.ts';
import { truthOf, type AlarmTruth } from './judge-alarms.ts';
import { noteCalibrationProgress } from './note-calibration-progress.ts';
import { openMonthlyCheck } from './open-monthly-check.ts';
import { listPastCases, readKnownSince, readPastFacts } from './read-past.ts';
import { replayAlarms } from './replay-alarms.ts';

const DAY_MS = 86_400_000;
const DAYS_A_YEAR = 365;
/** What the tests look back on before the first replayed day. */
const BEFORE_DAYS = 120;

type Tally = Record<string, Record<AlarmTruth, number>>;

/** Runs the check that waits, from its beginning also where another worker had begun it; opens the month's where it is due. */
export async function checkRiskCalibration(ctx: Context, signal?: AbortSignal): Promise<void> {
  await openMonthlyCheck(ctx, {});
  const [check] = await database()
    .select()
    .from(riskCalibrationChecks)
    .where(inArray(riskCalibrationChecks.state, ['waiting', 'running']));
  if (check === undefined) return;
  const { riskCalibrationCheckId, replayedFrom, replayedTo } = check;
  const span = { from: replayedFrom, to: replayedTo };
  const cases = await listPastCases(riskCalibrationCheckId, span);
  const alarms: Tally = {};
  let days = 0;
  let tooLarge = 0;
  for (const [replayed, one] of cases.entries()) {
    const progress = { riskCalibrationCheckId, cases: cases.length, replayed, tooLarge };
    const { isWanted } = await noteCalibrationProgress(ctx, progress);
    if (!isWanted || signal?.aborted === true) return;
    const facts = await readPastFacts(one, new Date(span.from.getTime() - BEFORE_DAYS * DAY_MS));
    if (facts === null) {
      tooLarge += 1;
      continue;
    }
    const began = Math.max(span.from.getTime(), facts[0]?.occurredAt.getTime() ?? span.to.getTime());
    days += Math.max(0, span.to.getTime() - began) / DAY_MS;
    const found = await replayAlarms(facts, span, () => signal?.aborted === true);
    const known = await readKnownSince(one);
    for (const alarm of found) {
      const tally = (alarms[alarm.stream] ??= { right: 0, false: 0, unknown: 0 });
      tally[truthOf(alarm, facts, known)] += 1;
    }
  }
  // What a worker that is stopped has not seen, the next one replays.
  if (signal?.aborted === true) return;
  const whole = { riskCalibrationCheckId, cases: cases.length, replayed: cases.length, tooLarge };
  const { isWanted } = await noteCalibrationProgress(ctx, whole);
  if (isWanted)
    await endCalibrationCheck(ctx, { riskCalibrationCheckId, accountYears: days / DAYS_A_YEAR, alarms });
}
