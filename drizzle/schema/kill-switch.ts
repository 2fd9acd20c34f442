import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/**
 * One row, the gate of every money call: a permit locks it shared, the press of a kill switch and the lock after a restore
 * lock it for change. `epoch` is one more with every press, so that a call that began before can see that it must not go on.
 */
export const dispatchControl = pgTable(
  'dispatch_control',
  {
    one: smallint('one').primaryKey().default(1),
    epoch: minorAmount('epoch').notNull(),
    /** Set while nothing may be sent whatever the switches say, such as after a restore from a backup. */
    lockedAt: instant('locked_at'),
    lockedBecause: text('locked_because'),
    /** With the lock: the last sign of a worker, where it was a while ago. A backup knows nothing after it. */
    knownUntil: instant('known_until'),
    /** Since the lock, by the database's clock: when Stripe's lists of all enrolled accounts had been read whole. */
    readWholeAt: instant('read_whole_at'),
    /** By the database's clock: since when they are to be read once more, for a payout that showed itself after they were. */
    unreadSince: instant('unread_since'),
    /** Since the lock, by the database's clock: when one account's list could not be read, and no reading has got past it since; whose; and when it could not be again. */
    readingFailedAt: instant('reading_failed_at'),
    readingFailedOn: text('reading_failed_on'),
    readingFailedAgainAt: instant('reading_failed_again_at'),
    /** Where the lists cannot be read two people end a lock: who asked, and who agreed. Else one does, who stands as who agreed. */
    unlockAskedBy: text('unlock_asked_by'),
    unlockedBy: text('unlocked_by'),
    /** Which Postgres this was when payouts were last sent; another one was restored or copied. */
    cluster: text('cluster'),
  },
  () => [
    check('dispatch_control_one', sql`one = 1`),
    check('dispatch_control_locked', sql`(locked_at is null) = (locked_because is null)`),
    check(
      'dispatch_control_failed',
      sql`(reading_failed_at is null) = (reading_failed_on is null) and (reading_failed_again_at is null or reading_failed_at is not null)`,
    ),
  ],
);

/** One press. `engaging` until nothing that it covers is under way; released by two people. */
export const killSwitches = pgTable(
  'kill_switches',
  {
    killSwitchId: text('kill_switch_id').primaryKey(),
    scope: text('scope', {
      enum: [
        'everything',
        'connected_account',
        'currency',
        'country',
        'method',
        'split_program',
        'risk_band',
      ],
    }).notNull(),
    /** Empty for everything, else the id, code or name of what is covered, as `payout_facts` spells it. */
    scopeValue: text('scope_value').notNull().default(''),
    /** A rehearsal: the same phases, no effect. It covers nothing. */
    isDrill: boolean('is_drill').notNull().default(false),
    reason: text('reason').notNull(),
    state: text('state', { enum: ['engaging', 'engaged', 'release_asked', 'released'] }).notNull(),
    epoch: minorAmount('epoch').notNull(),
    engagedBy: text('engaged_by').notNull(),
    /** Whether payouts that Stripe has not sent yet are cancelled too, as far as Stripe cancels them. */
    cancelsPending: boolean('cancels_pending').notNull().default(false),
    stepUpProofId: text('step_up_proof_id'),
    pressedAt: instant('pressed_at').notNull().defaultNow(),
    /** When the last covered call had ended. */
    stoppedAt: instant('stopped_at'),
    /** When the steps at Stripe were written down, and when the last of them had ended. */
    plannedAt: instant('planned_at'),
    stripeEndedAt: instant('stripe_ended_at'),
    inFlight: integer('in_flight').notNull().default(0),
    releaseAskedBy: text('release_asked_by'),
    releaseAskedAt: instant('release_asked_at'),
    releaseReason: text('release_reason'),
    releasedBy: text('released_by'),
    releasedAt: instant('released_at'),
  },
  (t) => [
    index('kill_switches_standing')
      .on(t.pressedAt)
      .where(sql`state <> 'released' and not is_drill`),
    index('kill_switches_by_time').on(t.pressedAt, t.killSwitchId),
    index('kill_switches_at_work')
      .on(t.pressedAt)
      .where(sql`state = 'engaging' or (state <> 'released' and stripe_ended_at is null)`),
    uniqueIndex('kill_switches_one_proof').on(t.stepUpProofId),
    index('kill_switches_drills')
      .on(t.pressedAt)
      .where(sql`is_drill`),
    check(
      'kill_switches_scope',
      sql`scope in ('everything', 'connected_account', 'currency', 'country', 'method', 'split_program', 'risk_band')
        and (scope = 'everything') = (scope_value = '')`,
    ),
    check('kill_switches_state', sql`state in ('engaging', 'engaged', 'release_asked', 'released')`),
    check(
      'kill_switches_two_people',
      sql`(state = 'released') = (released_at is not null) and (state <> 'released' or is_drill
        or (release_asked_by is not null and released_by is not null and released_by <> release_asked_by))`,
    ),
  ],
);

/** What is done at Stripe for one connected account after a press, most exposed money first. */
export const killSwitchSteps = pgTable(
  'kill_switch_steps',
  {
    killSwitchId: text('kill_switch_id')
      .notNull()
      .references(() => killSwitches.killSwitchId),
    connectedAccountId: connectedAccountId(),
    step: text('step', { enum: ['lock', 'cancel', 'end_sessions', 'read_back'] }).notNull(),
    state: text('state', { enum: ['waiting', 'done', 'failed', 'not_possible', 'not_needed'] })
      .notNull()
      .default('waiting'),
    /** Most exposed money first, as far as one order over all currencies can say. */
    position: integer('position').notNull().default(0),
    /** What lies there in every currency, minor units as text. */
    balances: jsonb('balances').$type<{ currency: string; amount: string }[]>().notNull().default([]),
    /** The largest of them at the time of the press, in minor units of `currency`. */
    exposed: minorAmount('exposed').notNull(),
    currency: text('currency').notNull(),
    /** In words, when it was not done. */
    because: text('because'),
    tries: smallint('tries').notNull().default(0),
    /** When the press was seen to cover the account; null of those that it covered when its steps were written down. */
    seenAt: instant('seen_at'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ name: 'kill_switch_steps_key', columns: [t.killSwitchId, t.connectedAccountId, t.step] }),
    index('kill_switch_steps_waiting')
      .on(t.killSwitchId, t.step, t.position)
      .where(sql`state = 'waiting'`),
  ],
);
