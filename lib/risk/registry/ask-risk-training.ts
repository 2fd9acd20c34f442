import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { stageJob } from '../../jobs/stage-job.ts';
import { defineVerb } from '../../verb.ts';
import { tooLittleToLearn } from './too-little.ts';
import { readLabelCounts } from './training-rows.ts';

/**
 * Has a model trained from the install's own past, by a worker, in a thread of its own.
 * @throws DomainError `precondition_failed` while too little has been decided, with how much is missing
 */
export const askRiskTraining = defineVerb({
  permission: 'risk.edit',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const tooLittle = tooLittleToLearn(await readLabelCounts(ctx.now));
    if (tooLittle !== null) throw new DomainError('precondition_failed', tooLittle);
    await stageJob(tx, 'train-risk-model', {});
    return { result: undefined, audit: { action: 'risk_model.order', subject: 'risk', after: {} } };
  },
});
