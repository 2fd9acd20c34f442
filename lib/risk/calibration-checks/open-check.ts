import { randomUUID } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
import { riskCalibrationChecks } from '#drizzle/schema/risk-calibration.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { stageJob } from '../../jobs/stage-job.ts';
import { textHash } from '../../text-hash.ts';
import { CALIBRATION } from '../detectors/calibration.ts';
import { canonicalText } from '../rules/canonical-text.ts';

/** A month of everybody's past, which is as often as it is measured. */
export const REPLAYED_DAYS = 30;
/** People have had this long to say what an alarm was. */
export const SPOKEN_DAYS = 14;
const DAY_MS = 86_400_000;

/** Opens a check of what ended a fortnight ago, and wakes a worker; nothing while one is open. @returns its id */
export async function openCheck(tx: Transaction, ctx: Context): Promise<string | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('risk:calibration', 0))`);
  const [open] = await tx
    .select({ id: riskCalibrationChecks.riskCalibrationCheckId })
    .from(riskCalibrationChecks)
    .where(inArray(riskCalibrationChecks.state, ['waiting', 'running']));
  if (open !== undefined) return null;
  const riskCalibrationCheckId = `rcc_${randomUUID().replaceAll('-', '')}`;
  const replayedTo = new Date(ctx.now.getTime() - SPOKEN_DAYS * DAY_MS);
  await tx.insert(riskCalibrationChecks).values({
    riskCalibrationCheckId,
    state: 'waiting',
    askedBy: actorId(ctx.actor),
    replayedFrom: new Date(replayedTo.getTime() - REPLAYED_DAYS * DAY_MS),
    replayedTo,
    calibrationHash: textHash(canonicalText(CALIBRATION)),
  });
  await stageJob(tx, 'check-risk-calibration', {});
  return riskCalibrationCheckId;
}
