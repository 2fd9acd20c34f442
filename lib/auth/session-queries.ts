import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { operatorSessions } from '#drizzle/schema/floor.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { authorize } from './authorize.ts';
import { IDLE_MINUTES_MAX, SESSION_HOURS_MAX } from './operator-session.ts';
import { sessionHandleColumn } from './session-handle.ts';

/** One open session, without its id. */
export type OwnSession = {
  sessionHandle: string;
  provider: string;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
};

/** Nobody works in more browsers at once; the rest would be a program's. */
const SESSIONS_SHOWN_MAX = 50;

/** Where the acting operator is signed in now, last used first. */
export async function listOwnSessions(ctx: Context): Promise<OwnSession[]> {
  authorize(ctx, 'sessions.own');
  if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people have sessions.');
  return database()
    .select({
      sessionHandle: sessionHandleColumn,
      provider: operatorSessions.provider,
      userAgent: operatorSessions.userAgent,
      createdAt: operatorSessions.createdAt,
      lastSeenAt: operatorSessions.lastSeenAt,
    })
    .from(operatorSessions)
    .where(
      and(
        eq(operatorSessions.operatorId, ctx.actor.operatorId),
        isNull(operatorSessions.revokedAt),
        gt(operatorSessions.lastSeenAt, sql`now() - make_interval(mins => ${IDLE_MINUTES_MAX})`),
        gt(operatorSessions.createdAt, sql`now() - make_interval(hours => ${SESSION_HOURS_MAX})`),
      ),
    )
    .orderBy(desc(operatorSessions.lastSeenAt), sessionHandleColumn)
    .limit(SESSIONS_SHOWN_MAX);
}
