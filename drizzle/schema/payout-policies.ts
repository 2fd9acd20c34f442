import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Versions of the payout policy, as the text that people read and write. The newest published one decides. */
export const payoutPolicies = pgTable(
  'payout_policies',
  {
    policyVersionId: text('policy_version_id').primaryKey(),
    version: integer('version').notNull(),
    text: text('text').notNull(),
    state: text('state', { enum: ['draft', 'published', 'withdrawn'] }).notNull(),
    /** Whoever changed the text last, and so cannot publish it. */
    writtenBy: text('written_by').notNull(),
    writtenAt: instant('written_at').notNull().defaultNow(),
    publishedBy: text('published_by'),
    publishedAt: instant('published_at'),
  },
  (t) => [
    uniqueIndex('payout_policies_version').on(t.version),
    uniqueIndex('payout_policies_one_draft')
      .on(t.state)
      .where(sql`state = 'draft'`),
    check('payout_policies_state', sql`state in ('draft', 'published', 'withdrawn')`),
    check(
      'payout_policies_two_people',
      sql`(state = 'published') = (published_at is not null) and (state <> 'published'
        or (published_by is not null and published_by <> written_by))`,
    ),
  ],
);
