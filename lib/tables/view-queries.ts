import { and, asc, desc, eq, or, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { savedViews } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { SavedView } from './types.ts';

/** More would be a list to search in, not a menu. */
const VIEWS_MAX = 100;

/** One's own views of a list and the shared ones, one's own first. @throws DomainError `forbidden` */
export async function listViews(ctx: Context, list: string): Promise<SavedView[]> {
  authorize(ctx, 'views.save');
  const me = actorId(ctx.actor);
  const rows = await database()
    .select({
      savedViewId: savedViews.savedViewId,
      name: savedViews.name,
      query: savedViews.query,
      ownerId: savedViews.ownerId,
      ownerName: operators.name,
      isShared: savedViews.isShared,
      defaultForRole: savedViews.defaultForRole,
    })
    .from(savedViews)
    .leftJoin(operators, eq(operators.operatorId, savedViews.ownerId))
    .where(and(eq(savedViews.list, list), or(eq(savedViews.ownerId, me), eq(savedViews.isShared, true))))
    .orderBy(
      desc(sql`${savedViews.ownerId} = ${me}`),
      asc(sql`lower(${savedViews.name})`),
      asc(savedViews.savedViewId),
    )
    .limit(VIEWS_MAX);
  return rows.map(({ ownerId, ...view }) => ({ ...view, isMine: ownerId === me }));
}

/** The view with which a list opens for the reader's role; null when it has none. @throws DomainError `forbidden` */
export async function findDefaultView(
  ctx: Context,
  list: string,
): Promise<Pick<SavedView, 'name' | 'query'> | null> {
  authorize(ctx, 'views.save');
  if (ctx.actor.kind !== 'operator') return null;
  const [found] = await database()
    .select({ name: savedViews.name, query: savedViews.query })
    .from(savedViews)
    .where(and(eq(savedViews.list, list), eq(savedViews.defaultForRole, ctx.actor.role)))
    .limit(1);
  return found ?? null;
}
