import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskCalibrationChecks } from '#drizzle/schema/risk-calibration.ts';
import type { AuditEntry } from '../../audit/record-audit.ts';
import { endAlarms } from '../../ledger/end-alarms.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../../ledger/types.ts';
import { defineVerb } from '../../verb.ts';
import { FALSE_PAUSE_BUDGET } from '../detectors/thresholds.ts';
import { isBeyondBudget } from './beyond-budget.ts';

const ALARM = {
  kind: 'risk_calibration_beyond',
  subject: 'risk tests',
} as const satisfies Partial<AlarmDraft>;
const count = z.int().nonnegative();

type Ended = { result: { isBeyond: boolean }; audit: AuditEntry | null };

/** Enters what a check has found, and says so on the overview where it is more than the budget and luck explain. */
export const endCalibrationCheck = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({
    riskCalibrationCheckId: z.string().startsWith('rcc_'),
    accountYears: z.number().nonnegative(),
    alarms: z.record(z.string(), z.strictObject({ right: count, false: count, unknown: count })),
  }),
  run: async (tx, ctx, { riskCalibrationCheckId, accountYears, alarms }): Promise<Ended> => {
    const falseAlarms = Object.values(alarms).reduce((sum, of) => sum + of.false, 0);
    const allowed = FALSE_PAUSE_BUDGET * accountYears;
    const isBeyond = isBeyondBudget(falseAlarms, allowed);
    const found = { accountYears, alarms, falseAlarms, allowed };
    const ended = await tx
      .update(riskCalibrationChecks)
      .set({ state: 'done', endedAt: sql`clock_timestamp()`, ...found })
      .where(
        and(
          eq(riskCalibrationChecks.riskCalibrationCheckId, riskCalibrationCheckId),
          eq(riskCalibrationChecks.state, 'running'),
        ),
      )
      .returning({ id: riskCalibrationChecks.riskCalibrationCheckId });
    // Somebody stopped it meanwhile: nothing of it is kept.
    if (ended.length === 0) return { result: { isBeyond: false }, audit: null };
    if (isBeyond)
      await raiseAlarms(tx, [
        {
          ...ALARM,
          text: `Over the install’s own past the tests of risk raised ${String(falseAlarms)} false alarms where ${allowed.toFixed(1)} are allowed. Next: look at the streams on the page of models.`,
        },
      ]);
    else
      await endAlarms(tx, ctx, {
        kind: ALARM.kind,
        ended: sql`subject = ${ALARM.subject}`,
        because: 'The newest check has no more false alarms than the budget and luck explain.',
      });
    return {
      result: { isBeyond },
      audit: {
        action: 'risk_calibration.end',
        subject: riskCalibrationCheckId,
        after: { ...found, isBeyond },
      },
    };
  },
});
