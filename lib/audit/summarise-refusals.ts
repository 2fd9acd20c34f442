import { lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditRecords, auditRefusals } from '#drizzle/schema/audit.ts';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { defineVerb } from '../verb.ts';
import { REFUSALS_RECORDED_PER_MINUTE } from './record-refusal.ts';
import { NOBODY, SELLER_LINK_ACTION, SIGN_IN_ACTION } from './sign-in-words.ts';

/**
 * One row for the refusals of each past minute that got no row of their own, in the name of whoever was refused; refused
 * attempts to sign in, or to use an owner's link, never have one. The counters go in the same transaction, so each refusal is on record exactly
 * once, as a row or in a row's count.
 */
export const summariseRefusals = defineVerb({
  permission: 'audit.seal',
  input: z.object({}),
  run: async (tx, ctx) => {
    const past = await tx
      .delete(auditRefusals)
      .where(lt(auditRefusals.minute, sql`date_trunc('minute', now())`))
      .returning();
    const rows = past.map(rowOf).filter((row) => row !== null);
    if (rows.length > 0)
      await tx.insert(auditRecords).values(
        rows.map((row) => ({
          ...row,
          connectedAccountId: PLATFORM,
          outcome: 'refused' as const,
          requestId: ctx.requestId,
        })),
      );
    // The rows are the record; a row about them would say nothing.
    return { result: { summarised: rows.length }, audit: null };
  },
});

/** What a minute's count says, or null when each of it has a row. */
function rowOf({
  actorKind,
  actorId,
  action,
  code,
  minute: at,
  occurrences,
}: typeof auditRefusals.$inferSelect) {
  const minute = at.toISOString();
  if (actorKind === NOBODY.actorKind && (action === SIGN_IN_ACTION || action === SELLER_LINK_ACTION))
    return { ...NOBODY, action, subject: actorId, after: { code, attempts: occurrences, minute } };
  const furtherAttempts = occurrences - REFUSALS_RECORDED_PER_MINUTE;
  if (furtherAttempts <= 0) return null;
  return {
    actorKind,
    actorId,
    action,
    subject: 'further attempts',
    after: { code, furtherAttempts, minute },
  };
}
