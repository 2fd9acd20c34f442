import { sql } from 'drizzle-orm';
import {
  check,
  date,
  doublePrecision,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/**
 * Decisions of risk about one connected account and currency, each with everything it was made of. Append-only. A decision that
 * says what the one before it said is not stored again within a day: `risk_standings` keeps its time and score.
 */
export const riskAssessments = pgTable(
  'risk_assessments',
  {
    riskAssessmentId: text('risk_assessment_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    /** What had happened and was learned by then was seen, and nothing else. */
    decidedAt: instant('decided_at').notNull(),
    /** Log-odds: the sum of the base and of every contribution in `outcome`. */
    score: doublePrecision('score').notNull(),
    cause: text('cause').notNull(),
    action: text('action').notNull(),
    /** Minor units that would be lost if the cause is so and nothing is done. */
    exposure: minorAmount('exposure').notNull(),
    /** Canonical JSON, so that whoever decides again from it comes to the same bytes of `outcome`. */
    inputs: text('inputs').notNull(),
    inputsHash: text('inputs_hash').notNull(),
    outcome: text('outcome').notNull(),
    /** SHA-256 of the rules' text and of the model's. */
    rulesHash: text('rules_hash').notNull(),
    modelHash: text('model_hash').notNull(),
  },
  (t) => [
    index('risk_assessments_by_account').on(t.connectedAccountId, t.currency, t.decidedAt),
    index('risk_assessments_by_time').on(t.decidedAt),
    check(
      'risk_assessments_action',
      sql`action in ('none', 'flag', 'reserve', 'hold', 'pause_lock') and exposure >= 0`,
    ),
  ],
);

/** What was decided last, stored or not. */
export const riskStandings = pgTable(
  'risk_standings',
  {
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    decidedAt: instant('decided_at').notNull(),
    score: doublePrecision('score').notNull(),
    /** The newest stored decision, and a hash of what of it people see. */
    riskAssessmentId: text('risk_assessment_id').notNull(),
    storedAt: instant('stored_at').notNull(),
    outcomeHash: text('outcome_hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectedAccountId, t.currency] })],
);

/**
 * Something about a connected account and currency that a person should look at, from its first sign until it is over. Closed by
 * its cause, or by people's verdict; never deleted.
 */
export const riskFlags = pgTable(
  'risk_flags',
  {
    riskFlagId: text('risk_flag_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    openedAt: instant('opened_at').notNull(),
    state: text('state', { enum: ['open', 'waiting', 'confirmed', 'closed'] }).notNull(),
    cause: text('cause').notNull(),
    action: text('action').notNull(),
    score: doublePrecision('score').notNull(),
    exposure: minorAmount('exposure').notNull(),
    /** The decision that it shows. */
    riskAssessmentId: text('risk_assessment_id').notNull(),
    decidedAt: instant('decided_at').notNull(),
    /** The hold that stands for it; null where no money stays. */
    holdId: text('hold_id'),
    /** Since when nothing of it is to be seen any more; null while it is. */
    calmSince: instant('calm_since'),
    dueAt: instant('due_at').notNull(),
    /** Who looks into it; null while nobody has taken it. */
    ownerId: text('owner_id'),
    /** When people were told that nobody had looked in time. */
    escalatedAt: instant('escalated_at'),
    snoozedUntil: instant('snoozed_until'),
    closedAt: instant('closed_at'),
    closedBecause: text('closed_because'),
    /** The day whose lot it was drawn in; null where something was found. See `risk_audits`. */
    auditDrawnOn: date('audit_drawn_on', { mode: 'string' }),
  },
  (t) => [
    uniqueIndex('risk_flags_one_open')
      .on(t.connectedAccountId, t.currency)
      .where(sql`state <> 'closed'`),
    index('risk_flags_by_time').on(t.openedAt, t.riskFlagId),
    index('risk_flags_by_account').on(t.connectedAccountId, t.openedAt, t.riskFlagId),
    index('risk_flags_by_state').on(t.state, t.openedAt, t.riskFlagId),
    index('risk_flags_stale')
      .on(t.decidedAt)
      .where(sql`state <> 'closed'`),
    index('risk_flags_overdue')
      .on(t.dueAt)
      .where(sql`state in ('open', 'waiting') and escalated_at is null`),
    check('risk_flags_state', sql`state in ('open', 'waiting', 'confirmed', 'closed')`),
    check(
      'risk_flags_closed',
      sql`(state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_because is null)`,
    ),
    check(
      'risk_flags_closed_because',
      sql`closed_because in ('cause_gone', 'released', 'false_alarm', 'victim')`,
    ),
  ],
);

/** What people said of a flag: labels to learn from, about the decision that was on the screen. Append-only. */
export const riskVerdicts = pgTable(
  'risk_verdicts',
  {
    riskVerdictId: text('risk_verdict_id').primaryKey(),
    riskFlagId: text('risk_flag_id').notNull(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    riskAssessmentId: text('risk_assessment_id').notNull(),
    verdict: text('verdict', { enum: ['confirmed', 'false_alarm', 'victim', 'needs_information'] }).notNull(),
    reason: text('reason').notNull(),
    operatorId: text('operator_id').notNull(),
    givenAt: instant('given_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [
    index('risk_verdicts_by_flag').on(t.riskFlagId, t.givenAt),
    index('risk_verdicts_by_account').on(t.connectedAccountId, t.currency, t.givenAt),
    check(
      'risk_verdicts_verdict',
      sql`verdict in ('confirmed', 'false_alarm', 'victim', 'needs_information')`,
    ),
  ],
);
