import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/** Least risk first; a later one is stricter. The same order as in lib/connected-accounts/rules/bands.ts. */
const bandOf = (name: string) => text(name, { enum: ['low', 'medium', 'high', 'severe'] });

/**
 * In which band a connected account is, and what that makes of its payouts: one row an account, written under the lock of its
 * enrolment, so that a permit sees the band before or after a change and none in between.
 */
export const segmentStandings = pgTable(
  'segment_standings',
  {
    connectedAccountId: text('connected_account_id').primaryKey(),
    /** In force; what the scorecard says now may be looser and wait for a person. */
    band: bandOf('band').notNull(),
    scoredBand: bandOf('scored_band').notNull(),
    points: smallint('points').notNull(),
    /** The newest stored assessment. */
    segmentAssessmentId: text('segment_assessment_id').notNull(),
    /** When it was looked at last, stored or not, and when time alone may change it. */
    assessedAt: instant('assessed_at').notNull(),
    dueAt: instant('due_at').notNull(),
    bandSince: instant('band_since').notNull(),
    /** Of the scorecard and of the table of effects together: what another one scored is scored again. */
    rulesHash: text('rules_hash').notNull(),
    /** The effects of the band. */
    delayHours: smallint('delay_hours').notNull(),
    reservePercent: smallint('reserve_percent').notNull(),
    reserveDays: smallint('reserve_days').notNull(),
    /** What has to be given before more volume, as a sentence; null while nothing is owed. */
    verificationOwed: text('verification_owed'),
  },
  (t) => [
    index('segment_standings_due').on(t.dueAt),
    index('segment_standings_by_rules').on(t.rulesHash),
    index('segment_standings_by_band').on(t.band, t.connectedAccountId),
    check('segment_standings_band', sql`band in ('low', 'medium', 'high', 'severe')`),
    check('segment_standings_scored_band', sql`scored_band in ('low', 'medium', 'high', 'severe')`),
    check(
      'segment_standings_effects',
      sql`delay_hours between 0 and 336 and reserve_percent between 0 and 99 and reserve_days between 0 and 365
        and (reserve_percent = 0) = (reserve_days = 0)`,
    ),
  ],
);

/**
 * Every assessment that said something else than the one before it, and every change of the band in force: with its inputs and
 * outcome as text, so that whoever assesses again from them comes to the same bytes. Append-only.
 */
export const segmentAssessments = pgTable(
  'segment_assessments',
  {
    segmentAssessmentId: text('segment_assessment_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    /** The facts are as of then. */
    assessedAt: instant('assessed_at').notNull(),
    /** Of two at one instant the later one. */
    number: integer('number').notNull(),
    cause: text('cause', { enum: ['first', 'facts', 'time', 'confirmed', 'scorecard'] }).notNull(),
    points: smallint('points').notNull(),
    scoredBand: bandOf('scored_band').notNull(),
    /** In force from then on. */
    band: bandOf('band').notNull(),
    bandBefore: bandOf('band_before'),
    why: text('why').notNull(),
    inputs: text('inputs').notNull(),
    inputsHash: text('inputs_hash').notNull(),
    outcome: text('outcome').notNull(),
    scorecardHash: text('scorecard_hash').notNull(),
    effectsHash: text('effects_hash').notNull(),
    decidedBy: text('decided_by').notNull(),
  },
  (t) => [
    uniqueIndex('segment_assessments_by_account').on(t.connectedAccountId, t.number),
    index('segment_assessments_as_of').on(t.connectedAccountId, t.assessedAt),
    check('segment_assessments_cause', sql`cause in ('first', 'facts', 'time', 'confirmed', 'scorecard')`),
    check(
      'segment_assessments_band',
      sql`band in ('low', 'medium', 'high', 'severe') and scored_band in ('low', 'medium', 'high', 'severe')
        and (band_before is null) = (cause = 'first')`,
    ),
  ],
);

/** A looser band that the scorecard proposes. It counts when a person agrees, who is never the one that proposed it. */
export const segmentProposals = pgTable(
  'segment_proposals',
  {
    segmentProposalId: text('segment_proposal_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    fromBand: bandOf('from_band').notNull(),
    toBand: bandOf('to_band').notNull(),
    segmentAssessmentId: text('segment_assessment_id').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull().defaultNow(),
    state: text('state', { enum: ['open', 'confirmed', 'refused', 'withdrawn'] })
      .notNull()
      .default('open'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (t) => [
    uniqueIndex('segment_proposals_one_open')
      .on(t.connectedAccountId)
      .where(sql`state = 'open'`),
    index('segment_proposals_by_account').on(t.connectedAccountId, t.proposedAt),
    index('segment_proposals_open')
      .on(t.proposedAt, t.segmentProposalId)
      .where(sql`state = 'open'`),
    check('segment_proposals_state', sql`state in ('open', 'confirmed', 'refused', 'withdrawn')`),
    check(
      'segment_proposals_decided',
      sql`(state = 'open') = (decided_by is null) and (decided_by is null) = (decided_at is null) and (decided_by is null) = (reason is null)`,
    ),
    check(
      'segment_proposals_looser',
      sql`array_position(array['low', 'medium', 'high', 'severe'], to_band) < array_position(array['low', 'medium', 'high', 'severe'], from_band)`,
    ),
    check('segment_proposals_two', sql`state not in ('confirmed', 'refused') or decided_by <> proposed_by`),
  ],
);

/** Connected accounts of which a fact that the scorecard reads has changed; written by triggers alone. */
export const segmentDue = pgTable(
  'segment_due',
  {
    connectedAccountId: text('connected_account_id').primaryKey(),
    dueSince: instant('due_since').notNull(),
  },
  (t) => [index('segment_due_oldest').on(t.dueSince)],
);

/** How an account came to stand with Stripe's requirements; one row a change, written by a trigger. Append-only. */
export const requirementChanges = pgTable(
  'requirement_changes',
  {
    requirementChangeId: bigint('requirement_change_id', { mode: 'bigint' })
      .primaryKey()
      .generatedAlwaysAsIdentity(),
    connectedAccountId: connectedAccountId(),
    /** By our clock: Stripe does not say when it changed its mind. */
    changedAt: instant('changed_at').notNull(),
    before: text('before'),
    after: text('after').notNull(),
    disabledReason: text('disabled_reason'),
    /** Stripe had said before that nothing was asked for. */
    wasClearOnce: boolean('was_clear_once').notNull(),
  },
  (t) => [index('requirement_changes_by_account').on(t.connectedAccountId, t.changedAt)],
);
