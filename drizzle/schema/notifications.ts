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

/** Where signed webhooks go: an address outside, such as an automation's. Its secret is shown once and kept sealed. */
export const notificationEndpoints = pgTable(
  'notification_endpoints',
  {
    notificationEndpointId: text('notification_endpoint_id').primaryKey(),
    url: text('url').notNull(),
    sealedSecret: text('sealed_secret').notNull(),
    addedBy: text('added_by').notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
    removedAt: instant('removed_at'),
  },
  (t) => [
    uniqueIndex('notification_endpoints_url')
      .on(t.url)
      .where(sql`removed_at is null`),
    check('notification_endpoints_url_form', sql`url ~ '^https?://' and length(url) <= 500`),
  ],
);
