import { jobContext } from '../../context.ts';
import { checkInvariants } from '../../ledger/check-invariants.ts';
import { log } from '../../log.ts';
import type { JobHandler } from '../job-handler.ts';

/** Compares the books with themselves and with Stripe; the results are rows that pages show. */
export const checkInvariantsJob: JobHandler<'check-invariants'> = async ({ scope }) => {
  const ctx = jobContext('check-invariants');
  const lastMonth = new Date(Date.UTC(ctx.now.getUTCFullYear(), ctx.now.getUTCMonth() - 1, 1));
  const reports = await checkInvariants(ctx, { from: scope === 'everything' ? null : lastMonth });
  const broken = reports.filter(({ outcome }) => outcome === 'broken').map(({ invariant }) => invariant);
  if (broken.length > 0) log.error({ broken }, 'invariants are broken');
};
