import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { retrieveDispute } from '../stripe/retrieve-dispute.ts';
import { recordDisputes } from './record-disputes.ts';

/** Reads one dispute and mirrors it. @throws StripeReadError, `not_found` or `permission_lost` */
export async function fetchDispute(
  ctx: Context,
  connectedAccountId: string,
  disputeId: string,
): Promise<void> {
  const readAt = now();
  const dispute = await retrieveDispute(connectedAccountId, disputeId, { priority: readPriority(ctx) });
  await recordDisputes(ctx, { disputes: [dispute], readAt });
}
