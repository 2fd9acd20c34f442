import { and, eq, isNull, ne } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { holds } from '#drizzle/schema/holds.ts';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { actorId } from '../audit/record-audit.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { insertHold, lockHeldAccount } from './insert-hold.ts';
import { holdPlacement, type HoldPlacement } from './schemas.ts';
import { refuseForeignSource } from './sources.ts';

/**
 * Adds a reason for money to stay: of one payout request, or of a connected account, in one currency or in all. What is
 * being sent at this moment is not called back; everything after it stays.
 * @throws DomainError `not_found`; `conflict` when there is nothing left to hold, or when the same person holds it for the same reason
 */
export const placeHold = defineVerb({
  permission: 'holds.place',
  input: holdPlacement,
  run: async (tx, ctx, placement) => {
    refuseForeignSource(ctx.actor, placement.source);
    const { connectedAccountId } = placement;
    await refuseUnknownAccount(tx, connectedAccountId);
    await lockHeldAccount(tx, connectedAccountId);
    await refuseEndedRequest(tx, placement);
    await refuseSecondOfSame(tx, placement, actorId(ctx.actor));
    const { holdId, after } = await insertHold(tx, ctx, placement);
    return {
      result: { holdId },
      audit: { action: 'hold.place', subject: holdId, connectedAccountId, after },
    };
  },
});

async function refuseUnknownAccount(tx: Transaction, connectedAccountId: string): Promise<void> {
  const [account] = await tx
    .select({ id: connectedAccounts.connectedAccountId })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (account === undefined)
    throw new DomainError('not_found', `There is no connected account ${connectedAccountId}.`);
}

const CAN_STAY = ['in_review', 'approved', 'dispatching', 'unknown', 'refused'];

async function refuseEndedRequest(
  tx: Transaction,
  { payoutRequestId, connectedAccountId }: HoldPlacement,
): Promise<void> {
  if (payoutRequestId === null) return;
  const [request] = await tx
    .select({ state: payoutRequests.state })
    .from(payoutRequests)
    .where(
      and(
        eq(payoutRequests.payoutRequestId, payoutRequestId),
        eq(payoutRequests.connectedAccountId, connectedAccountId),
      ),
    )
    .for('update');
  if (request === undefined)
    throw new DomainError('not_found', `${connectedAccountId} has no payout request ${payoutRequestId}.`);
  if (!CAN_STAY.includes(request.state))
    throw new DomainError(
      'conflict',
      `This payout request is ${request.state.replaceAll('_', ' ')}: there is nothing left to hold. Hold the connected account to keep what comes next.`,
    );
}

/** A form that is sent twice places one hold. */
async function refuseSecondOfSame(
  tx: Transaction,
  { connectedAccountId, payoutRequestId, currency, source, reason, keepsPercent }: HoldPlacement,
  placedBy: string,
): Promise<void> {
  const [same] = await tx
    .select({ holdId: holds.holdId })
    .from(holds)
    .where(
      and(
        eq(holds.connectedAccountId, connectedAccountId),
        payoutRequestId === null ? isNull(holds.payoutRequestId) : eq(holds.payoutRequestId, payoutRequestId),
        currency === null ? isNull(holds.currency) : eq(holds.currency, currency),
        eq(holds.source, source),
        eq(holds.reasonCode, reason),
        eq(holds.keepsPercent, keepsPercent),
        eq(holds.placedBy, placedBy),
        ne(holds.state, 'released'),
      ),
    )
    .limit(1);
  if (same !== undefined)
    throw new DomainError('conflict', 'You hold this for the same reason already. Nothing was added.');
}
