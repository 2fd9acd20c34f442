import { jobContext, type Context } from '../../context.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { getForgottenPayout } from './forgotten-payout-queries.ts';
import type { ForgottenPayout } from './types.ts';

/**
 * What the page showed may be old: it may have come back. The worker's reading, the person only asked; before their proof, so that nobody
 * spends a code on what is refused.
 */
export async function readForgottenAgain(
  ctx: Context,
  payoutRequestId: string,
): Promise<ForgottenPayout | null> {
  const before = await getForgottenPayout(ctx, payoutRequestId);
  if (before === null) return null;
  await fetchPayout(jobContext('dispatch-payouts'), before.connectedAccountId, before.payoutId);
  return getForgottenPayout(ctx, payoutRequestId);
}
