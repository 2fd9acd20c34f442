import { desc, sql } from 'drizzle-orm';
import { riskCalibrationChecks } from '#drizzle/schema/risk-calibration.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { CALIBRATION } from '../detectors/calibration.ts';
import type { CalibrationCheck } from '../types.ts';
import { isBeyondBudget } from './beyond-budget.ts';

/** A year of months. */
const CHECKS_SHOWN_MAX = 12;

/** The checks of the tests' false alarms against their budget, newest first; the first may be under way. */
export async function readCalibrationChecks(ctx: Context): Promise<CalibrationCheck[]> {
  authorize(ctx, 'risk.read');
  const rows = await database()
    .select({
      check: riskCalibrationChecks,
      askedByName: sql<
        string | null
      >`(select name from operators where operator_id = ${riskCalibrationChecks.askedBy})`,
    })
    .from(riskCalibrationChecks)
    .orderBy(desc(riskCalibrationChecks.askedAt))
    .limit(CHECKS_SHOWN_MAX);
  return rows.map(({ check, askedByName }) => {
    const { accountYears, falseAlarms, allowed, alarms, ...rest } = check;
    return {
      riskCalibrationCheckId: rest.riskCalibrationCheckId,
      state: rest.state,
      askedAt: rest.askedAt,
      askedByName,
      endedAt: rest.endedAt,
      replayedFrom: rest.replayedFrom,
      replayedTo: rest.replayedTo,
      cases: rest.cases,
      replayed: rest.replayed,
      tooLarge: rest.tooLarge,
      found:
        accountYears === null || falseAlarms === null || allowed === null
          ? null
          : {
              accountYears,
              falseAlarms,
              allowed,
              isBeyond: isBeyondBudget(falseAlarms, allowed),
              streams: Object.entries(CALIBRATION.budget).map(([stream, budget]) => ({
                stream,
                ...(alarms?.[stream] ?? { right: 0, false: 0, unknown: 0 }),
                allowed: budget * accountYears,
              })),
            },
    };
  });
}
