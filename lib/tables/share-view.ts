import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { savedViews } from '#drizzle/schema/tables.ts';
import { actorId, recordAudit } from '../audit/record-audit.ts';
import type { Context, OperatorRole } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { operatorRoleSchema } from '../people/schemas.ts';
import { defineVerb } from '../verb.ts';
import { sharesFor } from './shares-for.ts';

/**
 * Lets everybody open a view of one's own, or nobody else again; a role's default opens by itself and so is shared. What was the
 * default before, of whomever, is none from then on, which is on record of its own.
 */
export const shareView = defineVerb({
  permission: 'views.share',
  input: z.object({
    savedViewId: z.string().min(1).max(100),
    isShared: z.boolean(),
    defaultForRole: operatorRoleSchema.nullable(),
  }),
  async run(tx, ctx, { savedViewId, isShared, defaultForRole }) {
    if (defaultForRole !== null && !isShared) {
      throw new DomainError('invalid_input', 'A default is everybody’s of that role, so share it too.');
    }
    const [view] = await tx
      .select({
        list: savedViews.list,
        isShared: savedViews.isShared,
        defaultForRole: savedViews.defaultForRole,
      })
      .from(savedViews)
      .where(and(eq(savedViews.savedViewId, savedViewId), eq(savedViews.ownerId, actorId(ctx.actor))))
      .limit(1)
      .for('update');
    if (!view) throw new DomainError('not_found', 'There is no such view of yours.');
    if (defaultForRole !== null && defaultForRole !== view.defaultForRole) {
      if (!sharesFor(ctx).includes(defaultForRole))
        throw new DomainError(
          'forbidden',
          'You choose what opens by itself for your own role. An administrator chooses for the others.',
        );
      await takeDefault(tx, ctx, { list: view.list, defaultForRole });
    }
    const after = { isShared, defaultForRole };
    await tx.update(savedViews).set(after).where(eq(savedViews.savedViewId, savedViewId));
    const before = { isShared: view.isShared, defaultForRole: view.defaultForRole };
    return { result: undefined, audit: { action: 'view.share', subject: savedViewId, before, after } };
  },
});

/** A role has one default; whose view it was can read that it is not any more, and who took its place. */
async function takeDefault(
  tx: Transaction,
  ctx: Context,
  { list, defaultForRole }: { list: string; defaultForRole: OperatorRole },
): Promise<void> {
  const before = await tx
    .update(savedViews)
    .set({ defaultForRole: null })
    .where(and(eq(savedViews.list, list), eq(savedViews.defaultForRole, defaultForRole)))
    .returning({ savedViewId: savedViews.savedViewId });
  for (const { savedViewId } of before)
    await recordAudit(tx, ctx, {
      action: 'view.lose_default',
      subject: savedViewId,
      before: { defaultForRole },
      after: { defaultForRole: null },
    });
}
