import { desc, eq } from 'drizzle-orm';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { authorize } from '../../auth/authorize.ts';
import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import { renewLeaf } from './renew-leaf.ts';
import { DISPATCH_TIMING, replayWaitMs } from './timing.ts';
import type { UnknownOutcome } from './types.ts';

type Attempt = typeof payoutAttempts.$inferSelect;

/** What we asked, what Stripe's list says, what comes next. @returns null when the outcome of the last call is known */
export async function getUnknownOutcome(
  ctx: Context,
  payoutRequestId: string,
): Promise<UnknownOutcome | null> {
  authorize(ctx, 'payouts.read');
  const [row] = await database()
    .select({ request: payoutRequests, attempt: payoutAttempts })
    .from(payoutRequests)
    .innerJoin(payoutAttempts, eq(payoutAttempts.payoutRequestId, payoutRequests.payoutRequestId))
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId))
    .orderBy(desc(payoutAttempts.attemptNumber))
    .limit(1);
  if (row?.request.state !== 'unknown') return null;
  const { request, attempt } = row;
  return {
    payoutRequestId,
    payoutAttemptId: attempt.payoutAttemptId,
    connectedAccountId: request.connectedAccountId,
    renewRoot: renewLeaf(attempt),
    stands: standsAs(attempt),
    asked: {
      amount: money(request.amount, currency(request.currency)),
      method: request.method,
      destinationId: request.destinationId,
      idempotencyKey: attempt.idempotencyKey,
      attemptNumber: attempt.attemptNumber,
      calls: attempt.calls,
      firstAt: attempt.firstCalledAt,
      lastAt: attempt.lastCalledAt,
      until: attempt.callUntil,
    },
    answer: {
      statusCode: attempt.statusCode,
      code: attempt.errorCode,
      message: attempt.errorMessage,
      stripeRequestId: attempt.stripeRequestId,
      isStored: attempt.hasStoredFailure,
      askedAgainFrom: askedAgainFrom(attempt),
    },
    list: {
      lookUps: attempt.lookUps,
      lastAt: attempt.lookedUpAt,
      nextAt: attempt.nextLookUpAt,
      provesFrom: provesFrom(attempt),
      absentSince: attempt.absentSince,
    },
  };
}

/** As the permit will see it, but for the clock: the database's own decides. */
function standsAs(attempt: Attempt): UnknownOutcome['stands'] {
  if (attempt.state === 'absent') return 'is_absent';
  const firstAt = attempt.firstCalledAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const isKeyFresh = firstAt > now().getTime() - DISPATCH_TIMING.keyMs;
  return isKeyFresh && !attempt.hasStoredFailure ? 'may_be_asked_again' : 'is_looked_up';
}

/** A reading proves absence when the last call has settled and its key pays no more. */
function provesFrom({ callUntil, firstCalledAt, hasStoredFailure }: Attempt): Date | null {
  if (callUntil === null || firstCalledAt === null) return null;
  const settledAt = callUntil.getTime() + DISPATCH_TIMING.settleMs;
  const spentAt = hasStoredFailure ? settledAt : firstCalledAt.getTime() + DISPATCH_TIMING.forgottenMs;
  return new Date(Math.max(settledAt, spentAt));
}

/** Null also once that is over: then only the reading is waited for. */
function askedAgainFrom({ lastCalledAt, calls }: Attempt): Date | null {
  if (lastCalledAt === null) return null;
  const from = lastCalledAt.getTime() + replayWaitMs(calls, DISPATCH_TIMING.retryMs);
  return from > now().getTime() ? new Date(from) : null;
}
