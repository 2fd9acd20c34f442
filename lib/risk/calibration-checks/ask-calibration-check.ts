import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { openCheck } from './open-check.ts';

/**
 * Has the tests' false alarms measured over the install's own past, against their budget, before the month does it.
 * @throws DomainError `conflict` while one is measured
 */
export const askCalibrationCheck = defineVerb({
  permission: 'risk.edit',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const subject = await openCheck(tx, ctx);
    if (subject === null) throw new DomainError('conflict', 'A check is under way already.');
    return {
      result: { riskCalibrationCheckId: subject },
      audit: { action: 'risk_calibration.ask', subject },
    };
  },
});
