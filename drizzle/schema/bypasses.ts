import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * Something that moved money, or opened a way for it, of an account that Sluice pays out, and that Sluice did not do; and a
 * schedule that was switched on while a press keeps the account. What can be undone is undone by a job; what cannot is said.
 */
export const bypasses = pgTable(
  'bypasses',
  {
    bypassId: bigint('bypass_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind', { enum: ['payout', 'schedule', 'destination'] }).notNull(),
    connectedAccountId: connectedAccountId(),
    /** `po_…`, the account's own id, or the destination's. */
    subject: text('subject').notNull(),
    /** In words: what was seen. */
    seen: text('seen').notNull(),
    /** Of a payout: the request that it names and may have been made for, in a time that a database which was put back has forgotten. Then people decide. */
    payoutRequestId: text('payout_request_id'),
    /** Of such a payout: how often people asked to have it cancelled at Stripe, and who did last, when and why. */
    cancelAsks: smallint('cancel_asks').notNull().default(0),
    cancelAskedBy: text('cancel_asked_by'),
    cancelAskedAt: instant('cancel_asked_at'),
    cancelReason: text('cancel_reason'),
    seenAt: instant('seen_at').notNull().defaultNow(),
    state: text('state', { enum: ['waiting', 'ended'] })
      .notNull()
      .default('waiting'),
    tries: smallint('tries').notNull().default(0),
    /** In words: what was undone, and what could not be. */
    undone: text('undone'),
    notUndone: text('not_undone'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    // A payout is one for ever; a schedule or a destination again, once the one before has been dealt with.
    uniqueIndex('bypasses_once')
      .on(t.kind, t.subject)
      .where(sql`state = 'waiting' or kind = 'payout'`),
    // Of two that name one request, one at most is ours.
    uniqueIndex('bypasses_one_forgotten')
      .on(t.payoutRequestId)
      .where(sql`payout_request_id is not null`),
    index('bypasses_waiting')
      .on(t.bypassId)
      .where(sql`state = 'waiting'`),
    index('bypasses_by_account').on(t.connectedAccountId, t.bypassId),
    check('bypasses_kind', sql`kind in ('payout', 'schedule', 'destination')`),
    check(
      'bypasses_state',
      sql`state in ('waiting', 'ended') and (state = 'ended') = (ended_at is not null)`,
    ),
    check(
      'bypasses_cancel',
      sql`num_nonnulls(cancel_asked_by, cancel_asked_at, cancel_reason) = case when cancel_asks > 0 then 3 else 0 end
        and (cancel_asks = 0 or payout_request_id is not null)`,
    ),
  ],
);
