import { jobContext } from '../../context.ts';
import { listForgottenMoney } from '../../payouts/cadences/forgotten-money-queries.ts';
import { noteForgottenMoney } from '../../payouts/cadences/note-forgotten-money.ts';
import type { JobHandler } from '../job-handler.ts';

/** Tells people of accounts whose money nobody asks for. */
export const watchForgottenMoneyJob: JobHandler<'watch-forgotten-money'> = async () => {
  const ctx = jobContext('propose-payouts');
  await noteForgottenMoney(ctx, { forgotten: await listForgottenMoney(ctx) });
};
