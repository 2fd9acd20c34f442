import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { operators } from './floor.ts';

const role = (name: string) =>
  text(name, { enum: ['viewer', 'finance_operator', 'risk_reviewer', 'administrator'] }).notNull();

const operatorId = (name: string) =>
  text(name)
    .notNull()
    .references(() => operators.operatorId);

/** Passwords of local people, apart from `operators`, so that no list of people ever reads one. */
export const operatorPasswords = pgTable('operator_passwords', {
  operatorId: operatorId('operator_id').primaryKey(),
  /** argon2id, with its parameters: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
  passwordHash: text('password_hash').notNull(),
  setAt: instant('set_at').notNull().defaultNow(),
});

/** A link with which somebody sets a password once. Only the token's hash is kept. */
export const operatorInvitations = pgTable(
  'operator_invitations',
  {
    tokenHash: text('token_hash').primaryKey(),
    operatorId: operatorId('operator_id'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    uniqueIndex('operator_invitations_open_once')
      .on(t.operatorId)
      .where(sql`used_at is null and revoked_at is null`),
    index('operator_invitations_by_operator').on(t.operatorId, t.createdAt),
  ],
);

/**
 * An administrator's word that somebody is who they say, and no other's second hand: whoever had given them their link, or
 * taken away what they confirm with, counts as the same hand until then. Written once, never changed.
 */
export const operatorVouchings = pgTable(
  'operator_vouchings',
  {
    operatorVouchingId: text('operator_vouching_id').primaryKey(),
    operatorId: text('operator_id').notNull(),
    vouchedBy: text('vouched_by').notNull(),
    vouchedAt: instant('vouched_at').notNull().defaultNow(),
  },
  (t) => [
    index('operator_vouchings_by_operator').on(t.operatorId, t.vouchedAt),
    check('operator_vouchings_another', sql`vouched_by <> operator_id`),
  ],
);

/** Changes of administrators wait here for a second one. What was asked never changes; only its decision is written. */
export const operatorChangeRequests = pgTable(
  'operator_change_requests',
  {
    changeRequestId: text('change_request_id').primaryKey(),
    operatorId: operatorId('operator_id'),
    change: text('change', { enum: ['role', 'disable', 'enable'] }).notNull(),
    fromRole: role('from_role'),
    toRole: role('to_role'),
    requestedBy: operatorId('requested_by'),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    decision: text('decision', { enum: ['approved', 'rejected', 'withdrawn'] }),
    decidedBy: text('decided_by').references(() => operators.operatorId),
    decidedAt: instant('decided_at'),
  },
  (t) => [
    uniqueIndex('operator_change_requests_open_once')
      .on(t.operatorId)
      .where(sql`decision is null`),
    index('operator_change_requests_by_time').on(t.requestedAt, t.changeRequestId),
    check(
      'operator_change_requests_decided_whole',
      sql`(decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)`,
    ),
    // Two people: whoever asked may take it back, and nothing else.
    check(
      'operator_change_requests_two_people',
      sql`decision is null or (decision = 'withdrawn') = (decided_by = requested_by)`,
    ),
  ],
);

/** Wrong passwords of one address, whether or not somebody has it. The key is a hash: nobody's typing is kept. */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    addressHash: text('address_hash').primaryKey(),
    failures: integer('failures').notNull(),
    failedAt: instant('failed_at').notNull(),
    /** Until then, no password of this address is looked at. */
    waitUntil: instant('wait_until').notNull(),
  },
  (t) => [index('sign_in_failures_by_time').on(t.failedAt)],
);

/** How somebody wants to see things, in every browser. Whoever has chosen nothing has no row. */
export const operatorPreferences = pgTable(
  'operator_preferences',
  {
    operatorId: operatorId('operator_id').primaryKey(),
    /** IANA name. */
    zone: text('zone').notNull().default('UTC'),
    theme: text('theme', { enum: ['system', 'light', 'dark'] })
      .notNull()
      .default('system'),
    density: text('density', { enum: ['compact', 'normal', 'comfortable'] })
      .notNull()
      .default('normal'),
    singleKeys: text('single_keys', { enum: ['on', 'off'] })
      .notNull()
      .default('on'),
  },
  () => [
    check('operator_preferences_theme', sql`theme in ('system', 'light', 'dark')`),
    check('operator_preferences_density', sql`density in ('compact', 'normal', 'comfortable')`),
    check('operator_preferences_single_keys', sql`single_keys in ('on', 'off')`),
  ],
);
