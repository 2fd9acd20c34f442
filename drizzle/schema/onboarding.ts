import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
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
    /** Who shut them out and why, and who let them in again: another hand. Null for what nobody did in Sluice. */
    disabledBy: text('disabled_by'),
    disableReason: text('disable_reason'),
    letInBy: text('let_in_by'),
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
    check(
      'account_sessions_refunds_said',
      sql`lets_refund = jsonb_path_exists(components, '$.* ? (@.enabled == true).features ? (@.refund_management == true)')`,
    ),
    check(
      'account_sessions_destination_said',
      sql`lets_change_destination = jsonb_path_exists(components,
        '$.* ? (@.enabled == true).features ? (@.external_account_collection == true)')`,
    ),
    check('account_sessions_state', sql`state in ('asked', 'issued', 'withheld', 'refused', 'unknown')`),
    check(
      'account_sessions_ended',
      sql`(state = 'asked') = (ended_at is null) and (state not in ('issued', 'withheld') or expires_at is not null)`,
    ),
  ],
);

/** Passwords of owners, apart from their rows, so that no list of owners ever reads one. One address has one. */
export const ownerPasswords = pgTable(
  'owner_passwords',
  {
    ownerId: text('owner_id')
      .primaryKey()
      .references(() => connectedAccountOwners.ownerId),
    email: text('email').notNull(),
    /** argon2id, with its parameters, as `operator_passwords` has. */
    passwordHash: text('password_hash').notNull(),
    setAt: instant('set_at').notNull().defaultNow(),
  },
  () => [uniqueIndex('owner_passwords_by_address').on(sql`lower(email)`)],
);

/**
 * That an owner was handed the address of Stripe's own page for their account's details, never that address itself. It is opened until
 * it expires; how long a page stays open that was opened by it, only Stripe knows.
 */
export const accountLinks = pgTable(
  'account_links',
  {
    accountLinkId: text('account_link_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => connectedAccountOwners.ownerId),
    handedOutAt: instant('handed_out_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    stripeRequestId: text('stripe_request_id'),
  },
  (t) => [
    index('account_links_by_account').on(t.connectedAccountId, t.handedOutAt),
    index('account_links_by_time').on(t.handedOutAt),
  ],
);

/**
 * Somebody who is to sign in for an account: who, where, on which terms, and the one account that is made for them at Stripe.
 * The intent stands here before Stripe is called, and the same key is sent however often. Of an account that is there already
 * nothing is made: what stands here then is who confirmed that it is theirs. docs/decisions/0054-owners-for-existing-accounts.md
 */
export const sellerInvitations = pgTable(
  'seller_invitations',
  {
    sellerInvitationId: text('seller_invitation_id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    businessName: text('business_name').notNull(),
    /** Whether an account is made for them at Stripe; else it is there, and they are to sign in for it. */
    makesAccount: boolean('makes_account').notNull().default(true),
    /** These five of an account that is made. */
    country: text('country'),
    businessType: text('business_type', {
      enum: ['individual', 'company', 'non_profit', 'government_entity'],
    }),
    /** Which version of the onboarding policy chose the terms, and what it chose: exactly what Stripe is asked for. */
    policyVersion: text('policy_version'),
    terms: jsonb('terms').$type<Record<string, unknown>>(),
    invitedBy: text('invited_by').notNull(),
    invitedAt: instant('invited_at').notNull().defaultNow(),
    /** Everybody who made a link of it, in order: whoever had one in hand could be the owner. */
    linkedBy: text('linked_by').array().notNull().default([]),
    /** Of the link; null until there is an account to sign in to. Only the token's hash is kept. */
    tokenHash: text('token_hash'),
    expiresAt: instant('expires_at'),
    /** Of the newest link, written by the database: it works once. A later one lets its owner choose another password. */
    linkUsedAt: instant('link_used_at'),
    acceptedAt: instant('accepted_at'),
    revokedAt: instant('revoked_at'),
    state: text('state', { enum: ['asked', 'unknown', 'refused', 'created', 'locked'] })
      .notNull()
      .default('asked'),
    idempotencyKey: text('idempotency_key'),
    firstCalledAt: instant('first_called_at'),
    lastCalledAt: instant('last_called_at'),
    /** When Stripe was last looked through for an account whose outcome nobody knows, and had none. */
    absentAt: instant('absent_at'),
    calls: smallint('calls').notNull().default(0),
    /** Since when Stripe is known to keep a failure under the key: asked again with it, it says the same. */
    keySpentAt: instant('key_spent_at'),
    /** These four of an account that is there: what speaks for it, and who confirmed it. Only the code's hash is kept. */
    reason: text('reason'),
    codeHash: text('code_hash'),
    confirmedBy: text('confirmed_by'),
    confirmedAt: instant('confirmed_at'),
    connectedAccountId: text('connected_account_id'),
    stripeRequestId: text('stripe_request_id'),
    problem: text('problem'),
    ownerId: text('owner_id').references(() => connectedAccountOwners.ownerId),
  },
  (t) => [
    uniqueIndex('seller_invitations_by_token').on(t.tokenHash),
    uniqueIndex('seller_invitations_by_key').on(t.idempotencyKey),
    uniqueIndex('seller_invitations_one_account')
      .on(t.connectedAccountId)
      .where(sql`makes_account`),
    // Of any kind: whoever asks who brought an owner knows the account alone.
    index('seller_invitations_by_account').on(t.connectedAccountId, t.invitedAt),
    index('seller_invitations_to_confirm')
      .on(t.invitedAt)
      .where(sql`not makes_account and confirmed_at is null and revoked_at is null`),
    // Two clicks, or two people at once, invite one seller.
    uniqueIndex('seller_invitations_open_once')
      .on(sql`lower(email)`)
      .where(sql`accepted_at is null and revoked_at is null`),
    index('seller_invitations_by_time').on(t.invitedAt, t.sellerInvitationId),
    index('seller_invitations_by_address').on(sql`lower(email)`, t.invitedAt),
    index('seller_invitations_open')
      .on(t.invitedAt, t.sellerInvitationId)
      .where(sql`accepted_at is null and revoked_at is null`),
    index('seller_invitations_revoked')
      .on(t.invitedAt, t.sellerInvitationId)
      .where(sql`revoked_at is not null`),
    check('seller_invitations_state', sql`state in ('asked', 'unknown', 'refused', 'created', 'locked')`),
    check(
      'seller_invitations_account',
      sql`(state in ('created', 'locked')) = (connected_account_id is not null)`,
    ),
    check(
      'seller_invitations_kind',
      sql`case when makes_account
        then country is not null and business_type is not null and policy_version is not null and terms is not null
          and idempotency_key is not null and reason is null and code_hash is null and confirmed_by is null
        else coalesce(country, business_type, policy_version, terms::text, idempotency_key) is null and calls = 0
          and reason is not null and code_hash is not null and state = 'created' end`,
    ),
    check('seller_invitations_confirmed', sql`(confirmed_by is null) = (confirmed_at is null)`),
    // Before a manual schedule has been read back nobody is let in: money that comes first would leave by itself. To an account that is
    // there nobody is before two people agree.
    check(
      'seller_invitations_link',
      sql`(token_hash is null) = (expires_at is null)
        and (token_hash is null or case when makes_account then state = 'locked' else confirmed_at is not null end)`,
    ),
    // Of every kind: without a link nobody else was asked for anything.
    check(
      'seller_invitations_accepted',
      sql`(accepted_at is null) = (owner_id is null) and (accepted_at is null or token_hash is not null)`,
    ),
    // Another invitation has another key: before Stripe was looked through, there could be two accounts.
    check(
      'seller_invitations_taken_back',
      sql`revoked_at is null or state <> 'unknown' or coalesce(absent_at >= last_called_at + interval '60 seconds', false)`,
    ),
  ],
);
