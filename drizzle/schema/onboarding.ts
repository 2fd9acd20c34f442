import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * Who signs in for a connected account. Their row, read on every request, is the only place that says which account is
 * theirs: no request names one. They are no operators: other rows, other sessions, other permissions.
 */
export const connectedAccountOwners = pgTable(
  'connected_account_owners',
  {
    ownerId: text('owner_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    isDemoPersona: boolean('is_demo_persona').notNull().default(false),
    disabledAt: instant('disabled_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('connected_account_owners_once').on(t.connectedAccountId, sql`lower(email)`)],
);

/** The session behind an owner's cookie, as `operator_sessions` is behind a colleague's. */
export const ownerSessions = pgTable(
  'owner_sessions',
  {
    sessionId: text('session_id').primaryKey(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => connectedAccountOwners.ownerId),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
    provider: text('provider').notNull(),
    userAgent: text('user_agent'),
  },
  (t) => [index('owner_sessions_by_owner').on(t.ownerId, t.createdAt)],
);

/** What a session lets its browser do: components by Stripe's name, each with all of its features. */
export type GrantedComponents = Record<string, { enabled: boolean; features: Record<string, boolean> }>;

/**
 * Each session of Stripe's embedded components that was asked for: what it grants, why no more, and until when. Its client
 * secret is nowhere here. `withheld`: Stripe made it, but the state had changed meanwhile, so no browser got it.
 */
export const accountSessions = pgTable(
  'account_sessions',
  {
    accountSessionId: text('account_session_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => connectedAccountOwners.ownerId),
    components: jsonb('components').$type<GrantedComponents>().notNull(),
    /** What stood in the way of more, such as `hold:hld_1`. */
    because: jsonb('because').$type<string[]>().notNull(),
    /** Whether money can leave by it past Sluice: a payout, a changed schedule. */
    letsPayItself: boolean('lets_pay_itself').notNull(),
    letsRefund: boolean('lets_refund').notNull(),
    letsChangeDestination: boolean('lets_change_destination').notNull(),
    state: text('state', { enum: ['asked', 'issued', 'withheld', 'refused', 'unknown'] })
      .notNull()
      .default('asked'),
    askedAt: instant('asked_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
    /** As Stripe says; nothing ends it before. */
    expiresAt: instant('expires_at'),
    stripeRequestId: text('stripe_request_id'),
  },
  (t) => [
    index('account_sessions_by_account').on(t.connectedAccountId, t.askedAt),
    index('account_sessions_issued')
      .on(t.expiresAt, t.connectedAccountId)
      .where(sql`state = 'issued'`),
    // The columns are what is asked about; they say what is granted.
    check(
      'account_sessions_pays_said',
      sql`lets_pay_itself = jsonb_path_exists(components,
        '$.* ? (@.enabled == true).features ? (@.standard_payouts == true || @.instant_payouts == true || @.edit_payout_schedule == true)')`,
    ),
    check('account_sessions_state', sql`state in ('asked', 'issued', 'withheld', 'refused', 'unknown')`),
    check(
      'account_sessions_ended',
      sql`(state = 'asked') = (ended_at is null) and (state not in ('issued', 'withheld') or expires_at is not null)`,
    ),
  ],
);
