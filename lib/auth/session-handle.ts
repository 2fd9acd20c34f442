import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { operatorSessions } from '#drizzle/schema/floor.ts';

/** What a page may show and send back of a session: its id is half of a key and stays on the server. */
export function sessionHandle(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex');
}

/** The same, of the rows of a query. */
export const sessionHandleColumn = sql<string>`encode(sha256(convert_to(${operatorSessions.sessionId}, 'UTF8')), 'hex')`;
