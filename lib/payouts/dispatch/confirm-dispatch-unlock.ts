import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH } from './lock-dispatch-row.ts';
import { unlockLeaf } from './unlock-leaf.ts';

/**
 * A person who proves to be there ends the lock; the second of two while Stripe's lists have not been read whole.
 * @throws DomainError `conflict`, also to whoever asked before that; `forbidden` without a proof of presence for exactly this
 */
export const confirmDispatchUnlock = defineVerb({
  permission: 'kill_switch.release',
  input: z.object({ stepUpProofId }),
  async run(tx, ctx, { stepUpProofId: proofId }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null) throw new DomainError('conflict', 'Dispatch is not locked.');
    const unlockedBy = actorId(ctx.actor);
    if (control.readWholeAt === null) await refuseUnlessSecond(tx, unlockedBy, control.unlockAskedBy);
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
    return {
      result: undefined,
      audit: {
        action: 'dispatch.unlock',
        subject: DISPATCH,
        before: {
          lockedAt: control.lockedAt.toISOString(),
          lockedBecause: control.lockedBecause,
          readWholeAt: control.readWholeAt?.toISOString() ?? null,
          askedBy: control.unlockAskedBy ?? '',
        },
        after: { unlockedBy, proof },
      },
    };
  },
});

async function refuseUnlessSecond(tx: Transaction, second: string, first: string | null): Promise<void> {
  if (first === null)
    throw new DomainError('conflict', 'Nobody has asked to unlock it. Ask first; a second person confirms.');
  if (first === second)
    throw new DomainError('conflict', 'You took the first step yourself. A second person has to confirm.');
  await refuseSameHand(tx, second, first, 'Somebody else must end the lock.');
}
