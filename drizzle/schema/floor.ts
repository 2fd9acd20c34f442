import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** People who operate Sluice. Roles are read from here on every request, never from a token. */
export const operators = pgTable(
  'operators',
  {
    operatorId: text('operator_id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: ['viewer', 'finance_operator', 'risk_reviewer', 'administrator'] }).notNull(),
    isDemoPersona: boolean('is_demo_persona').notNull().default(false),
    disabledAt: instant('disabled_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  () => [
    uniqueIndex('operators_email').on(sql`lower(email)`),
    check('operators_role', sql`role in ('viewer', 'finance_operator', 'risk_reviewer', 'administrator')`),
  ],
);

/** The session behind the cookie: the token carries only this id. Idle and absolute ends are checked per request. */
export const operatorSessions = pgTable(
  'operator_sessions',
  {
    sessionId: text('session_id').primaryKey(),
    operatorId: text('operator_id')
      .notNull()
      .references(() => operators.operatorId),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
    /** How it was proven who this is; `unknown` before that was kept. */
    provider: text('provider').notNull().default('unknown'),
    /** What the browser said of itself at sign-in; shown to its owner, never believed. */
    userAgent: text('user_agent'),
  },
  (t) => [index('operator_sessions_by_operator').on(t.operatorId, t.createdAt)],
);

/** Something that a person must look at; open at most once per kind and subject. */
export const alarms = pgTable(
  'alarms',
  {
    alarmId: bigint('alarm_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    raisedAt: instant('raised_at').notNull().defaultNow(),
    occurrences: integer('occurrences').notNull().default(1),
    closedAt: instant('closed_at'),
  },
  (t) => [
    uniqueIndex('alarms_open_once')
      .on(t.kind, t.subject)
      .where(sql`closed_at is null`),
    index('alarms_by_time').on(t.raisedAt, t.alarmId),
  ],
);

/** What an alarm said before it said something else, kept by the database: whoever looks at it reads all of it. */
export const alarmTexts = pgTable(
  'alarm_texts',
  {
    alarmTextId: bigint('alarm_text_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    alarmId: bigint('alarm_id', { mode: 'bigint' }).notNull(),
    text: text('text').notNull(),
    replacedAt: instant('replaced_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [index('alarm_texts_by_alarm').on(t.alarmId, t.alarmTextId)],
);

/** When each worker and job last ran; read by the health checks and the overview. */
export const heartbeats = pgTable('heartbeats', {
  name: text('name').primaryKey(),
  beatAt: instant('beat_at').notNull(),
  detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
});
