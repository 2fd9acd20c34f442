import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { riskCalibrationChecks } from '#drizzle/schema/risk-calibration.ts';
import { defineVerb } from '../../verb.ts';

/** Says how far a check is. @returns false when somebody has stopped it */
export const noteCalibrationProgress = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({
    riskCalibrationCheckId: z.string().startsWith('rcc_'),
    cases: z.int().nonnegative(),
    replayed: z.int().nonnegative(),
    tooLarge: z.int().nonnegative(),
  }),
  run: async (tx, _ctx, { riskCalibrationCheckId, ...progress }) => {
    const noted = await tx
      .update(riskCalibrationChecks)
      .set({ state: 'running', ...progress })
      .where(
        and(
          eq(riskCalibrationChecks.riskCalibrationCheckId, riskCalibrationCheckId),
          inArray(riskCalibrationChecks.state, ['waiting', 'running']),
        ),
      )
      .returning({ id: riskCalibrationChecks.riskCalibrationCheckId });
    return { result: { isWanted: noted.length > 0 }, audit: null };
  },
});
