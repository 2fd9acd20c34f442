import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** What somebody outside is told: written with its cause, sent afterwards, tried again until it got through. */
export const notifications = pgTable(
  'notifications',
  {
    notificationId: text('notification_id').primaryKey(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    channel: text('channel', { enum: ['email', 'webhook'] }).notNull(),
    /** An address; empty where the channel is not set up, so that a person reads it in the outbox. */
    target: text('target').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    state: text('state', { enum: ['waiting', 'sent', 'failed', 'kept'] })
      .notNull()
      .default('waiting'),
    tries: smallint('tries').notNull().default(0),
    nextTryAt: instant('next_try_at').notNull().defaultNow(),
    lastError: text('last_error'),
    madeAt: instant('made_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('notifications_once').on(t.kind, t.subject, t.channel, t.target),
    index('notifications_due')
      .on(t.nextTryAt)
      .where(sql`state = 'waiting'`),
    index('notifications_by_time').on(t.madeAt, t.notificationId),
    check('notifications_channel', sql`channel in ('email', 'webhook')`),
    check('notifications_state', sql`state in ('waiting', 'sent', 'failed', 'kept')`),
  ],
);
