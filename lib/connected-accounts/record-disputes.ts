import { getTableColumns, sql } from 'drizzle-orm';
import { z } from 'zod';
import { disputes } from '#drizzle/schema/disputes.ts';
import { defineVerb } from '../verb.ts';
import { disputeSnapshot } from './schemas.ts';

/**
 * Mirrors disputes as read at `readAt`. An older read than the stored one changes nothing, so the same reads in any
 * order end the same. No audit: the stored events are the record.
 */
export const recordDisputes = defineVerb({
  permission: 'connected_accounts.sync',
  input: z.object({ disputes: z.array(disputeSnapshot), readAt: z.date() }),
  async run(tx, _ctx, { disputes: listed, readAt }) {
    // Each once, and in one order for every writer: two lists at once must not wait for each other's rows.
    const byId = new Map(listed.map((dispute) => [dispute.disputeId, { ...dispute, readAt }]));
    const rows = [...byId.values()].sort((left, right) => (left.disputeId < right.disputeId ? -1 : 1));
    if (rows.length > 0)
      await tx
        .insert(disputes)
        .values(rows)
        .onConflictDoUpdate({
          target: disputes.disputeId,
          set: FROM_NEWER_READ,
          setWhere: sql`${disputes.readAt} <= excluded.read_at`,
        });
    return { result: undefined, audit: null };
  },
});

const FROM_NEWER_READ = Object.fromEntries(
  Object.entries(getTableColumns(disputes)).map(([key, { name }]) => [
    key,
    sql`excluded.${sql.identifier(name)}`,
  ]),
);
