import { jobContext } from '../../context.ts';
import { checkInvariants, type InvariantReport } from '../../ledger/check-invariants.ts';
import { log } from '../../log.ts';
import type { JobHandler } from '../job-handler.ts';
import { AFTER_START_KEY } from '../payloads.ts';
import { stageLater } from '../stage-job.ts';

/** A full check reads every row: what it found is looked at again, and less often. Each scope follows itself only. */
const NEXT_CHECK = {
  recent: { key: AFTER_START_KEY, afterSeconds: 60 },
  everything: { key: 'everything-again', afterSeconds: 120 },
} as const;

/** Compares the books with themselves and with Stripe; the results are rows that pages show. */
export const checkInvariantsJob: JobHandler<'check-invariants'> = async ({ scope, checksLeft }) => {
  const ctx = jobContext('check-invariants');
  const lastMonth = new Date(Date.UTC(ctx.now.getUTCFullYear(), ctx.now.getUTCMonth() - 1, 1));
  const reports = await checkInvariants(ctx, { from: scope === 'everything' ? null : lastMonth });
  const broken = reports.filter(({ outcome }) => outcome === 'broken').map(({ invariant }) => invariant);
  if (broken.length > 0) log.error({ broken }, 'invariants are broken');
  if (checksLeft > 0 && !isSettled(reports))
    await stageLater('check-invariants', { scope, checksLeft: checksLeft - 1 }, NEXT_CHECK[scope]);
};

/** Books without any money hold every promise, and say nothing yet. */
function isSettled(reports: readonly InvariantReport[]): boolean {
  const compared = reports.find(({ invariant }) => invariant === 'agrees_with_stripe');
  return (compared?.rowsChecked ?? 0n) > 0n && reports.every(({ outcome }) => outcome === 'held');
}
