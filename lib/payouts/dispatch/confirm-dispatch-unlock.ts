import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseIfDone } from '../../audit/refuse-if-done.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { fromUnixSeconds } from '../../clock.ts';
import { DomainError } from '../../errors.ts';
import type { Transaction } from '../../db/transaction.ts';
import { tellKillSwitch } from '../../kill-switch/kill-switch-channel.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH, UNLOCKED } from './lock-dispatch-row.ts';
import { unlockLeaf } from './unlock-leaf.ts';
import { unlockTimes, unlockWay, type UnlockWay } from './unlock-way.ts';

/**
 * A person who proves to be there ends the lock once Stripe's lists have been read whole; the second of two where those
 * cannot be read.
 * @throws DomainError `precondition_failed` before either; `conflict`, also to whoever asked for it without the lists; `forbidden`
 *   without a proof of presence for exactly this
 */
export const confirmDispatchUnlock = defineVerb({
  permission: 'kill_switch.release',
  input: z.object({ stepUpProofId }),
  async run(tx, ctx, { stepUpProofId: proofId }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null) {
      await refuseIfDone(tx, UNLOCKED);
      throw new DomainError('conflict', 'Dispatch is not locked.');
    }
    const unlockedBy = actorId(ctx.actor);
    const { lockedAt, unreadSince, readWholeAt, readingFailedAgainAt } = control;
    const way = await unlockWayNow(tx, { lockedAt, unreadSince, readWholeAt, readingFailedAgainAt });
    if (way !== 'read') await refuseUnlessSecond(tx, unlockedBy, control.unlockAskedBy);
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'dispatch.unlock',
      leaf: unlockLeaf(control),
    });
    await tx
      .update(dispatchControl)
      .set({ lockedAt: null, lockedBecause: null, unlockedBy })
      .where(eq(dispatchControl.one, 1));
    await executeSet(
      tx,
      sql`update alarms set closed_at = now() where kind = 'dispatch_locked' and closed_at is null`,
    );
    await tellKillSwitch(tx);
    return {
      result: undefined,
      audit: {
        action: 'dispatch.unlock',
        subject: DISPATCH,
        before: {
          lockedAt: lockedAt.toISOString(),
          lockedBecause: control.lockedBecause,
          readWholeAt: readWholeAt?.toISOString() ?? null,
          readingFailedOn: control.readingFailedOn,
          readingFailedAt: control.readingFailedAt?.toISOString() ?? null,
          readingFailedAgainAt: readingFailedAgainAt?.toISOString() ?? null,
          askedBy: control.unlockAskedBy ?? '',
        },
        after: { unlockedBy, way, proof },
      },
    };
  },
});

type Lock = Parameters<typeof unlockWay>[0];

/** The row of the lock is locked: nothing of this changes any more but the time. */
async function unlockWayNow(tx: Transaction, lock: Lock): Promise<UnlockWay> {
  const [clock] = await executeSet<{ seconds: number }>(
    tx,
    sql`select extract(epoch from clock_timestamp())::float8 as seconds`,
  );
  if (clock === undefined) throw new Error('a select of a scalar returned no row');
  const at = fromUnixSeconds(clock.seconds);
  const way = unlockWay(lock, at);
  if (way !== null) return way;
  const { settledAt, overdueAt } = unlockTimes(lock);
  throw new DomainError(
    'precondition_failed',
    at < settledAt
      ? `A call from before the lock may still settle until ${inUtc(settledAt)}. Nothing was unlocked.`
      : `Stripe’s lists have not been read whole since the lock. Nothing was unlocked: one person unlocks once they are, two together from ${inUtc(overdueAt)}, or once the same list could not be read twice, a minute apart.`,
  );
}

/** Rounded up to the second from which it is so. */
function inUtc(at: Date): string {
  return `${new Date(Math.ceil(at.getTime() / 1_000) * 1_000).toISOString().slice(11, 19)} UTC`;
}

async function refuseUnlessSecond(tx: Transaction, second: string, first: string | null): Promise<void> {
  if (first === null)
    throw new DomainError('conflict', 'Nobody has asked to unlock it. Ask first; a second person confirms.');
  if (first === second)
    throw new DomainError('conflict', 'You took the first step yourself. A second person has to confirm.');
  await refuseSameHand(tx, second, first, 'Somebody else must end the lock.');
}
