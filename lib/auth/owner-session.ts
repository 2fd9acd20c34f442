import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { connectedAccountOwners, ownerSessions } from '#drizzle/schema/onboarding.ts';
import { database } from '../db/client.ts';
import { IDLE_MINUTES_MAX, SESSION_HOURS_MAX } from './operator-session.ts';

/** The owner of a connected account who is signed in, as the database says now. */
export type Owner = {
  ownerId: string;
  sessionId: string;
  connectedAccountId: string;
  name: string;
  email: string;
};

const TOUCH_SECONDS_MIN = 20;

/**
 * The owner behind a session id, or `null` when it is unknown, revoked, idle, too old or its owner is disabled. Which account
 * is theirs is read here, so a change counts at the next request.
 * @param options.touch whether this is a use of the session; a page that asks by itself is none
 */
export async function readOwnerSession(
  sessionId: string,
  { touch } = { touch: true },
): Promise<Owner | null> {
  const [row] = await database()
    .select({
      ownerId: connectedAccountOwners.ownerId,
      sessionId: ownerSessions.sessionId,
      connectedAccountId: connectedAccountOwners.connectedAccountId,
      name: connectedAccountOwners.name,
      email: connectedAccountOwners.email,
    })
    .from(ownerSessions)
    .innerJoin(connectedAccountOwners, eq(connectedAccountOwners.ownerId, ownerSessions.ownerId))
    .where(
      and(
        eq(ownerSessions.sessionId, sessionId),
        isNull(ownerSessions.revokedAt),
        isNull(connectedAccountOwners.disabledAt),
        gt(ownerSessions.lastSeenAt, sql`now() - make_interval(mins => ${IDLE_MINUTES_MAX})`),
        gt(ownerSessions.createdAt, sql`now() - make_interval(hours => ${SESSION_HOURS_MAX})`),
      ),
    )
    .limit(1);
  if (!row) return null;
  if (!touch) return row;
  await database()
    .update(ownerSessions)
    .set({ lastSeenAt: sql`now()` })
    .where(
      and(
        eq(ownerSessions.sessionId, sessionId),
        lt(ownerSessions.lastSeenAt, sql`now() - make_interval(secs => ${TOUCH_SECONDS_MIN})`),
      ),
    );
  return row;
}
