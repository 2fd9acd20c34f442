import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { savedViews } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { LISTS, VIEW_PARAMS } from './view-params.ts';

/** A menu that is longer is no menu. */
const VIEWS_PER_PERSON_MAX = 50;

const query = z
  .string()
  .max(2_000)
  .refine((text) => [...new URLSearchParams(text).keys()].every((name) => VIEW_PARAMS.includes(name)), {
    error: 'A view keeps its filter, order and columns and nothing else.',
  });

/**
 * Keeps a list's address under a name; a name of one's own that exists already means the new address from now on.
 */
export const saveView = defineVerb({
  permission: 'views.save',
  input: z.object({
    savedViewId: z.string().min(1).max(100),
    list: z.enum(LISTS),
    name: z.string().trim().min(1, { error: 'Give the view a name.' }).max(60),
    query,
  }),
  async run(tx, ctx, { savedViewId, list, name, query: address }) {
    const ownerId = actorId(ctx.actor);
    const mine = await tx
      .select({ savedViewId: savedViews.savedViewId, name: savedViews.name, query: savedViews.query })
      .from(savedViews)
      .where(and(eq(savedViews.list, list), eq(savedViews.ownerId, ownerId)))
      .limit(VIEWS_PER_PERSON_MAX)
      .for('update');
    const same = mine.find((view) => view.name.toLowerCase() === name.toLowerCase());
    if (!same && mine.length >= VIEWS_PER_PERSON_MAX) {
      throw new DomainError('precondition_failed', 'You have fifty views of this list. Delete one first.');
    }
    const facts = { name, query: address };
    const id = same?.savedViewId ?? savedViewId;
    if (same) await tx.update(savedViews).set(facts).where(eq(savedViews.savedViewId, id));
    else await tx.insert(savedViews).values({ savedViewId: id, list, ownerId, ...facts });
    return {
      result: id,
      audit: {
        action: 'view.save',
        subject: id,
        ...(same ? { before: { name: same.name, query: same.query } } : {}),
        after: { list, ...facts },
      },
    };
  },
});
