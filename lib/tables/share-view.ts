import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { savedViews } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** Lets everybody open a view of one's own, or nobody else again; a role's default opens by itself and so is shared. */
export const shareView = defineVerb({
  permission: 'views.share',
  input: z.object({
    savedViewId: z.string().min(1).max(100),
    isShared: z.boolean(),
    defaultForRole: z.enum(['viewer', 'finance_operator', 'risk_reviewer', 'administrator']).nullable(),
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
    if (defaultForRole !== null) {
      await tx
        .update(savedViews)
        .set({ defaultForRole: null })
        .where(and(eq(savedViews.list, view.list), eq(savedViews.defaultForRole, defaultForRole)));
    }
    const after = { isShared, defaultForRole };
    await tx.update(savedViews).set(after).where(eq(savedViews.savedViewId, savedViewId));
    const before = { isShared: view.isShared, defaultForRole: view.defaultForRole };
    return { result: undefined, audit: { action: 'view.share', subject: savedViewId, before, after } };
  },
});
