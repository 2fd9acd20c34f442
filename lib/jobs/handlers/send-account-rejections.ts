import { sendAccountRejections } from '../../connected-accounts/rejections/send-account-rejections.ts';
import { jobContext } from '../../context.ts';
import type { JobHandler } from '../job-handler.ts';

/** Tells Stripe which accounts two people have rejected, or let in again. */
export const sendAccountRejectionsJob: JobHandler<'send-account-rejections'> = async () => {
  await sendAccountRejections(jobContext('send-account-rejections'));
};
