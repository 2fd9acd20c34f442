import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskCalibrationChecks } from '#drizzle/schema/risk-calibration.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';

/**
 * Stops a check. Nothing of it is kept but that it was stopped; the worker ends before its next account.
 * @throws DomainError `conflict` when it has ended already
 */
export const stopCalibrationCheck = defineVerb({
  permission: 'risk.edit',
  input: z.strictObject({ riskCalibrationCheckId: z.string().startsWith('rcc_') }),
  run: async (tx, ctx, { riskCalibrationCheckId }) => {
    const [stopped] = await tx
      .update(riskCalibrationChecks)
      .set({ state: 'stopped', stoppedBy: actorId(ctx.actor), endedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(riskCalibrationChecks.riskCalibrationCheckId, riskCalibrationCheckId),
          inArray(riskCalibrationChecks.state, ['waiting', 'running']),
        ),
      )
      .returning({ replayed: riskCalibrationChecks.replayed });
    if (stopped === undefined) throw new DomainError('conflict', 'This check has ended already.');
    return {
      result: undefined,
      audit: { action: 'risk_calibration.stop', subject: riskCalibrationCheckId, after: stopped },
    };
  },
});
