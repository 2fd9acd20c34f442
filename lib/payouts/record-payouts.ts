import { and, getTableColumns, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payouts, payoutStatusChanges } from '#drizzle/schema/payouts.ts';
import { defineVerb } from '../verb.ts';
import { doubtAbsence, lockDispatchOnStray } from './dispatch/lock-dispatch-on-stray.ts';
import { noteBypassingPayouts } from './bypasses/note-bypassing-payouts.ts';
import { isFixedFact, noteContradictedPayouts } from './note-contradicted-payouts.ts';
import { returnPayoutRequests } from './dispatch/return-payout-requests.ts';
import { payoutSnapshot, REQUEST_ID_IN_METADATA, type PayoutSnapshot } from './schemas.ts';

/** The money is back in the balance. */
const GONE: ReadonlySet<string> = new Set(['failed', 'canceled']);

/**
 * Mirrors payouts as read at `readAt` and keeps every state in which one was ever seen. `paid` may turn `failed`
 * later: the time when it was first seen paid stays. An older read than the stored one changes no fact of the mirror,
 * but what it saw was so at its time and joins the history: the same reads in any order end the same.
 * What never changes of a payout stays as it was first written, and a reading that says otherwise is an alarm.
 * The request of a payout that came back is returned with it; the caller's locks are in the one order of all writers.
 * No audit of the mirror: the status history and the stored event are the record.
 * @returns how many were new to the mirror, how many of the given ones are its facts now, and of which payouts it
 * brought a state that was not seen before
 */
export const recordPayouts = defineVerb({
  permission: 'payouts.sync',
  input: z.object({ payouts: z.array(payoutSnapshot), readAt: z.date() }),
  async run(tx, ctx, { payouts: listed, readAt }) {
    const rows = inLockOrder(listed).map((payout) => ({
      ...payout,
      paidSeenAt: payout.status === 'paid' ? readAt : null,
      readAt,
    }));
    if (rows.length === 0) return { result: { added: 0, applied: 0, newStates: [] }, audit: null };
    const stored = await tx
      .insert(payouts)
      .values(rows)
      .onConflictDoUpdate({
        target: payouts.payoutId,
        set: FROM_NEWER_READ,
        setWhere: sql`${payouts.readAt} <= excluded.read_at`,
      })
      .returning({ payoutId: payouts.payoutId, isNew: sql<boolean>`(xmax = 0)` });

    // Of every reading, whoever wrote the row first and whatever it says: what left past Sluice is what Stripe tells of it.
    await noteContradictedPayouts(tx, rows);
    const bypassing = await noteBypassingPayouts(tx, rows);
    const applied = new Set(stored.map(({ payoutId }) => payoutId));
    const staleIds = rows.map(({ payoutId }) => payoutId).filter((payoutId) => !applied.has(payoutId));
    const seenPaid = rows.filter(({ paidSeenAt }) => paidSeenAt !== null).map(({ payoutId }) => payoutId);
    if (staleIds.length > 0 && seenPaid.length > 0)
      await tx
        .update(payouts)
        .set({ paidSeenAt: sql`least(${payouts.paidSeenAt}, ${readAt.toISOString()}::timestamptz)` })
        .where(and(inArray(payouts.payoutId, staleIds), inArray(payouts.payoutId, seenPaid)));
    const newStates = await tx
      .insert(payoutStatusChanges)
      .values(
        rows.map(({ payoutId, connectedAccountId, status, failureCode }) => ({
          payoutId,
          connectedAccountId,
          status,
          failureCode,
          seenAt: readAt,
        })),
      )
      .onConflictDoNothing()
      .returning({ payoutId: payoutStatusChanges.payoutId });
    const ofUs = rows.filter(({ metadata }) => REQUEST_ID_IN_METADATA in metadata);
    const added = stored.filter(({ isNew }) => isNew).map(({ payoutId }) => payoutId);
    const seenFirst = ofUs
      .map(({ payoutId }) => payoutId)
      .filter((payoutId) => added.includes(payoutId) || bypassing.has(payoutId));
    if (seenFirst.length > 0) await lockDispatchOnStray(tx, ctx, seenFirst);
    const newIds = newStates.map(({ payoutId }) => payoutId);
    // Of every reading, also where somebody wrote down before that it had failed. Before its request knew of the payout there was
    // nothing to return: whoever writes that down asks the mirror.
    const gone = rows.filter(({ status }) => GONE.has(status));
    if (gone.length > 0)
      await returnPayoutRequests(
        tx,
        ctx,
        gone.map(({ payoutId }) => payoutId),
      );
    if (ofUs.length > 0)
      await doubtAbsence(
        tx,
        ofUs.map(({ payoutId }) => payoutId),
      );
    return {
      result: {
        added: added.length,
        applied: applied.size,
        newStates: newIds,
      },
      audit: null,
    };
  },
});

/** What Stripe says, from the newer read; our own marks and what never changes of a payout stay. `least` leaves nulls out, so the earliest sight of `paid` stands. */
const FROM_NEWER_READ = {
  ...Object.fromEntries(
    Object.entries(getTableColumns(payouts))
      .filter(([key]) => key in payoutSnapshot.shape && !isFixedFact(key))
      .map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
  ),
  readAt: sql`excluded.read_at`,
  paidSeenAt: sql`least(${payouts.paidSeenAt}, excluded.paid_seen_at)`,
};

/** Each payout once, in one order for every writer: two overlapping lists must not wait for each other's rows. */
function inLockOrder(listed: readonly PayoutSnapshot[]): PayoutSnapshot[] {
  const byId = new Map(listed.map((payout) => [payout.payoutId, payout]));
  return [...byId.values()].sort((a, b) => (a.payoutId < b.payoutId ? -1 : 1));
}
