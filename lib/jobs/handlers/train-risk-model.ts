import { jobContext } from '../../context.ts';
import { trainRiskModel } from '../../risk/registry/train-risk-model.ts';
import type { JobHandler } from '../job-handler.ts';

/** Learns from the install's own past; what comes of it runs in shadow. */
export const trainRiskModelJob: JobHandler<'train-risk-model'> = async () => {
  await trainRiskModel(jobContext('train-risk-model'));
};
