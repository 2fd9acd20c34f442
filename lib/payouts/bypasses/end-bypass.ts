import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { alarms } from '#drizzle/schema/floor.ts';
import { bypasses } from '#drizzle/schema/bypasses.ts';
import { defineVerb } from '../../verb.ts';

/** After so many tries without an answer a person has to see to it. */
const TRIES_MAX = 5;

const NOT_TOLD = 'Stripe was asked to, and has not told that it is so.';

/**
 * What became of undoing a bypass, in words that its alarm then says. `isAway` is another try, and so is what no reading of Stripe says
 * (`is_bypass_undone`, which the database asks, too); after five it has ended with what could not be done, unless people asked for it. The alarm stays open: a person closes it.
 */
export const endBypass = defineVerb({
  permission: 'bypasses.end',
  input: z.object({
    bypassId: z.bigint(),
    /** How often people had asked for it when it was read: what they ask for meanwhile is not ended with this. */
    cancelAsks: z.int(),
    undone: z.string().nullable(),
    notUndone: z.string().nullable(),
    isAway: z.boolean(),
  }),
  async run(tx, _ctx, { bypassId, cancelAsks, undone: done, notUndone: left, isAway }) {
    const isTold = sql`(${left}::text is not null or is_bypass_undone(${bypasses}))`;
    // What people ask for has no end but Stripe's answer: until then nobody decides anything else.
    const isTriedAgain = sql`(${isAway} and cancel_asks > 0 or (${isAway} or not ${isTold}) and tries + 1 < ${TRIES_MAX})`;
    const [changed] = await tx
      .update(bypasses)
      .set({
        tries: sql`least(tries, ${TRIES_MAX}::smallint) + 1`,
        // Said only where it is so.
        undone: sql`case when ${isTold} then ${done}::text end`,
        notUndone: sql`case when ${isTold} then ${left}::text else ${NOT_TOLD} end`,
        state: sql`case when ${isTriedAgain} then 'waiting' else 'ended' end`,
        endedAt: sql`case when ${isTriedAgain} then null else clock_timestamp() end`,
      })
      .where(
        and(
          eq(bypasses.bypassId, bypassId),
          eq(bypasses.state, 'waiting'),
          eq(bypasses.cancelAsks, cancelAsks),
        ),
      )
      .returning();
    if (changed?.state !== 'ended') return { result: undefined, audit: null };
    const { subject, seen, kind, connectedAccountId, undone, notUndone } = changed;
    const said = [
      seen,
      undone === null ? null : `Undone: ${undone}`,
      notUndone === null ? null : `Not undone: ${notUndone}`,
    ].filter((part) => part !== null);
    await tx
      .update(alarms)
      .set({ text: said.join(' ') })
      .where(
        and(
          eq(alarms.subject, subject),
          sql`${alarms.closedAt} is null`,
          sql`${alarms.text} like ${`${escaped(seen)}%`}`,
        ),
      );
    return {
      result: undefined,
      audit: { action: 'bypass.end', subject, connectedAccountId, after: { kind, seen, undone, notUndone } },
    };
  },
});

/** For `like`, which gives three letters a meaning. */
function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
