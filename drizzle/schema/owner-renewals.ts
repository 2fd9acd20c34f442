import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';
import { connectedAccountOwners } from './onboarding.ts';

/**
 * That an owner who cannot sign in any more gets a link to another password: one person asks and has a code for them, another hand proves
 * to be there and makes the link. docs/decisions/0056-another-password-by-two-people.md
 */
export const ownerRenewals = pgTable(
  'owner_renewals',
  {
    ownerRenewalId: text('owner_renewal_id').primaryKey(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => connectedAccountOwners.ownerId),
    connectedAccountId: connectedAccountId(),
    /** The owner's, to which the link goes. */
    email: text('email').notNull(),
    /** How whoever asked knows that it is them who ask; for colleagues, never for the owner. */
    reason: text('reason').notNull(),
    /** Of the code that whoever asked tells the owner; only its hash is kept, as of the link. */
    codeHash: text('code_hash').notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull().defaultNow(),
    madeBy: text('made_by'),
    madeAt: instant('made_at'),
    tokenHash: text('token_hash'),
    /** A week after it was asked for, and then after its link was made; written by the database. */
    expiresAt: instant('expires_at')
      .notNull()
      .default(sql`now() + interval '168 hours'`),
    usedAt: instant('used_at'),
    /** Taken back, shut out, or asked for anew after it had expired. */
    endedBy: text('ended_by'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('owner_renewals_by_token').on(t.tokenHash),
    // Who asks anew ends what was there: of two codes and two links one hand could have one each.
    uniqueIndex('owner_renewals_open_once')
      .on(t.ownerId)
      .where(sql`used_at is null and ended_at is null`),
    index('owner_renewals_by_account').on(t.connectedAccountId, t.askedAt),
    index('owner_renewals_to_make')
      .on(t.askedAt)
      .where(sql`made_at is null and ended_at is null`),
    check(
      'owner_renewals_made',
      sql`num_nulls(made_by, made_at, token_hash) in (0, 3) and (used_at is null or made_at is not null)`,
    ),
    check(
      'owner_renewals_over',
      sql`num_nulls(ended_by, ended_at) in (0, 2) and (used_at is null or ended_at is null)`,
    ),
  ],
);
