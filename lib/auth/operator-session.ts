import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { operators, operatorSessions } from '#drizzle/schema/floor.ts';
import { operatorPreferences } from '#drizzle/schema/people.ts';
import type { OperatorRole } from '../context.ts';
import { database } from '../db/client.ts';
import { USUAL_PREFERENCES } from '../preferences/choices.ts';
import type { Preferences } from '../preferences/types.ts';

/** Who is signed in, as the database says now. */
export type Operator = {
  operatorId: string;
  sessionId: string;
  name: string;
  email: string;
  role: OperatorRole;
  preferences: Preferences;
};

/** OWASP ASVS 7.3: a console that moves money ends a session after 15 idle minutes, and after 12 hours in any case. */
export const IDLE_MINUTES_MAX = 15;
export const SESSION_HOURS_MAX = 12;

/** One page asks for several things at once; the mark of activity is written at most this often. */
const TOUCH_SECONDS_MIN = 20;

/**
 * The operator behind a session id, or `null` when the session is unknown, revoked, idle, too old or its operator is
 * disabled. The role is read here, so a change of role counts at the next request. Ages use the database's clock.
 * @param options.touch false for what runs without a person, such as an open stream: it must not keep a session alive
 */
export async function readOperatorSession(
  sessionId: string,
  options: { touch: boolean },
): Promise<Operator | null> {
  const [row] = await database()
    .select({
      operatorId: operators.operatorId,
      sessionId: operatorSessions.sessionId,
      name: operators.name,
      email: operators.email,
      role: operators.role,
      preferences: {
        zone: operatorPreferences.zone,
        theme: operatorPreferences.theme,
        density: operatorPreferences.density,
        singleKeys: operatorPreferences.singleKeys,
      },
    })
    .from(operatorSessions)
    .innerJoin(operators, eq(operators.operatorId, operatorSessions.operatorId))
    .leftJoin(operatorPreferences, eq(operatorPreferences.operatorId, operators.operatorId))
    .where(
      and(
        eq(operatorSessions.sessionId, sessionId),
        isNull(operatorSessions.revokedAt),
        isNull(operators.disabledAt),
        gt(operatorSessions.lastSeenAt, sql`now() - make_interval(mins => ${IDLE_MINUTES_MAX})`),
        gt(operatorSessions.createdAt, sql`now() - make_interval(hours => ${SESSION_HOURS_MAX})`),
      ),
    )
    .limit(1);
  if (!row) return null;
  if (options.touch) await touchOperatorSession(sessionId);
  return { ...row, preferences: row.preferences ?? USUAL_PREFERENCES };
}

async function touchOperatorSession(sessionId: string): Promise<void> {
  await database()
    .update(operatorSessions)
    .set({ lastSeenAt: sql`now()` })
    .where(
      and(
        eq(operatorSessions.sessionId, sessionId),
        lt(operatorSessions.lastSeenAt, sql`now() - make_interval(secs => ${TOUCH_SECONDS_MIN})`),
      ),
    );
}

/** Whether a session still stands, without counting as its use. */
export async function isOperatorSessionOpen(sessionId: string): Promise<boolean> {
  return (await readOperatorSession(sessionId, { touch: false })) !== null;
}
