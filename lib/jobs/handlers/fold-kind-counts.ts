import { foldSellerMoney } from '../../ledger/seller-money-days.ts';
import { foldKindCounts } from '../../tables/kind-counts.ts';
import type { JobHandler } from '../job-handler.ts';

/** Keeps what readers of counts and of money by day must add as little as a minute's writing. */
export const foldKindCountsJob: JobHandler<'fold-kind-counts'> = async () => {
  await foldKindCounts();
  await foldSellerMoney();
};
