import { sql } from 'drizzle-orm';
import {
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** False alarms of the sequential tests over the install's own past, against their budget: once a month, and when somebody asks. */
export const riskCalibrationChecks = pgTable(
  'risk_calibration_checks',
  {
    riskCalibrationCheckId: text('risk_calibration_check_id').primaryKey(),
    state: text('state', { enum: ['waiting', 'running', 'done', 'stopped'] }).notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    stoppedBy: text('stopped_by'),
    endedAt: instant('ended_at'),
    /** The past that is replayed. */
    replayedFrom: instant('replayed_from').notNull(),
    replayedTo: instant('replayed_to').notNull(),
    /** SHA-256 of the table of thresholds that it is replayed with. */
    calibrationHash: text('calibration_hash').notNull(),
    /** Accounts and currencies: how many there are to replay, and how many were. */
    cases: integer('cases').notNull().default(0),
    replayed: integer('replayed').notNull().default(0),
    /** Left out, because they have more facts than are read at once. */
    tooLarge: integer('too_large').notNull().default(0),
    accountYears: doublePrecision('account_years'),
    /** By stream: alarms that were right, that were false, and that nobody has spoken about yet. */
    alarms:
      jsonb('alarms').$type<Readonly<Record<string, { right: number; false: number; unknown: number }>>>(),
    falseAlarms: integer('false_alarms'),
    /** False alarms that the budget allows in as many account-years. */
    allowed: doublePrecision('allowed'),
  },
  (t) => [
    uniqueIndex('risk_calibration_checks_one_open')
      .on(sql`(true)`)
      .where(sql`state in ('waiting', 'running')`),
    index('risk_calibration_checks_by_time').on(t.askedAt),
    check('risk_calibration_checks_state', sql`state in ('waiting', 'running', 'done', 'stopped')`),
    check(
      'risk_calibration_checks_done',
      sql`(state in ('done', 'stopped')) = (ended_at is not null) and (state = 'done') = (false_alarms is not null)
        and (state = 'stopped') = (stopped_by is not null)
        and (state <> 'done' or (account_years is not null and alarms is not null and allowed is not null))`,
    ),
  ],
);
