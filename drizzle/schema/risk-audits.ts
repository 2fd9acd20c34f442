import { sql } from 'drizzle-orm';
import { check, date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * The lot of a UTC day: which accounts that risk found nothing about a person looks at all the same. Whoever draws only says that it
 * is to be drawn; the database makes the seed and everything else. Append-only.
 */
export const riskAuditDraws = pgTable(
  'risk_audit_draws',
  {
    drawnOn: date('drawn_on', { mode: 'string' }).primaryKey(),
    /** Whoever is a candidate stands in the order of SHA-256 of `<seed> <account> <currency>`; the first are drawn. */
    seed: text('seed').notNull(),
    candidates: integer('candidates').notNull(),
    /** SHA-256 of all candidates, one `<account> <currency>` a line, in their order. */
    candidatesHash: text('candidates_hash').notNull(),
    drawn: integer('drawn').notNull(),
    drawnAt: instant('drawn_at').notNull(),
  },
  () => [check('risk_audit_draws_drawn', sql`drawn between 0 and candidates`)],
);

/** An account and currency that was drawn, with the decision that found nothing. Written by the draw alone. */
export const riskAudits = pgTable(
  'risk_audits',
  {
    drawnOn: date('drawn_on', { mode: 'string' }).notNull(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    /** Its place in the order of the lot, from 1. */
    place: integer('place').notNull(),
    riskAssessmentId: text('risk_assessment_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.drawnOn, t.connectedAccountId, t.currency] })],
);
