import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { savedViews } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** Deletes a view of one's own; links to the list that people have kept stay as they are. */
export const deleteView = defineVerb({
  permission: 'views.save',
  input: z.object({ savedViewId: z.string().min(1).max(100) }),
  async run(tx, ctx, { savedViewId }) {
    const [gone] = await tx
      .delete(savedViews)
      .where(and(eq(savedViews.savedViewId, savedViewId), eq(savedViews.ownerId, actorId(ctx.actor))))
      .returning({ name: savedViews.name, query: savedViews.query, isShared: savedViews.isShared });
    if (!gone) throw new DomainError('not_found', 'There is no such view of yours.');
    return { result: undefined, audit: { action: 'view.delete', subject: savedViewId, before: gone } };
  },
});
