import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { savedViews } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** Gives a view of one's own another name; two views of one list never have the same. */
export const renameView = defineVerb({
  permission: 'views.save',
  input: z.object({
    savedViewId: z.string().min(1).max(100),
    name: z.string().trim().min(1, { error: 'Give the view a name.' }).max(60),
  }),
  async run(tx, ctx, { savedViewId, name }) {
    const ownerId = actorId(ctx.actor);
    const isMine = eq(savedViews.ownerId, ownerId);
    const [view] = await tx
      .select({ list: savedViews.list })
      .from(savedViews)
      .where(and(eq(savedViews.savedViewId, savedViewId), isMine))
      .limit(1);
    if (!view) throw new DomainError('not_found', 'There is no such view of yours.');
    // All of them, so that two new names at once are never the same one.
    const mine = await tx
      .select({ savedViewId: savedViews.savedViewId, name: savedViews.name })
      .from(savedViews)
      .where(and(eq(savedViews.list, view.list), isMine))
      .orderBy(savedViews.savedViewId)
      .for('update');
    const old = mine.find((one) => one.savedViewId === savedViewId);
    if (!old) throw new DomainError('not_found', 'There is no such view of yours.');
    if (old.name === name) return { result: undefined, audit: null };
    if (mine.some((one) => one !== old && one.name.toLowerCase() === name.toLowerCase()))
      throw new DomainError('conflict', 'You have another view of this list with that name.');
    await tx.update(savedViews).set({ name }).where(eq(savedViews.savedViewId, savedViewId));
    return {
      result: undefined,
      audit: { action: 'view.rename', subject: savedViewId, before: { name: old.name }, after: { name } },
    };
  },
});
