import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bypasses } from '#drizzle/schema/bypasses.ts';
import { ALARM_OF } from '../../connected-accounts/note-bypass.ts';
import { defineVerb } from '../../verb.ts';

/**
 * What an incident had ended with as not undone is undone after all, as far as Stripe told so: on record, and its open alarm says it. The
 * incident keeps how it ended. @returns whether it is so
 */
export const noteUndoneSince = defineVerb({
  permission: 'bypasses.end',
  input: z.strictObject({ bypassId: z.bigint(), undone: z.string() }),
  async run(tx, _ctx, { bypassId, undone }) {
    const [known] = await tx
      .select()
      .from(bypasses)
      .where(and(eq(bypasses.bypassId, bypassId), sql`is_bypass_undone(${bypasses})`));
    if (known === undefined) return { result: false, audit: null };
    const { subject, kind, connectedAccountId, notUndone } = known;
    await tx.execute(sql`
      update alarms set text = text || ${` Undone since: ${undone}`}
      where subject = ${subject} and kind = ${ALARM_OF[kind]} and closed_at is null`);
    return {
      result: true,
      audit: {
        action: 'bypass.undo_again',
        subject,
        connectedAccountId,
        before: { kind, notUndone },
        after: { undone },
      },
    };
  },
});
