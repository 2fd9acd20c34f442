import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/** Why and how firmly Sluice can hold this connected account's money; see lib/connected-accounts/lock-strength.ts. */
export type LockReason = { code: string; text: string };

/** Mirror of an account, v1 or v2. `read_at` is when the read from Stripe began: an older read never overwrites a newer one. */
export const connectedAccounts = pgTable(
  'connected_accounts',
  {
    connectedAccountId: text('connected_account_id').primaryKey(),
    livemode: boolean('livemode').notNull(),
    apiGeneration: text('api_generation', { enum: ['v1', 'v2'] }).notNull(),
    displayName: text('display_name').notNull(),
    country: text('country'),
    defaultCurrency: text('default_currency'),
    /** Each that was ever its default, kept by the database: a press of a currency covers the account for good. */
    defaultCurrencies: text('default_currencies')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Each that was ever on record or told by Stripe, kept by the database: a press of a country covers the account for good. */
    countries: text('countries')
      .array()
      .notNull()
      .default(sql`'{}'`),
    businessType: text('business_type'),
    /** What the business sells, four digits (ISO 18245); null where nobody has said. */
    merchantCategoryCode: text('merchant_category_code'),
    /** What the business said it would take in a month, minor units of `declared_currency`. */
    declaredVolume: minorAmount('declared_volume'),
    declaredCurrency: text('declared_currency'),
    controllerType: text('controller_type'),
    isController: boolean('is_controller'),
    dashboard: text('dashboard'),
    feesPayer: text('fees_payer'),
    lossesPayments: text('losses_payments'),
    requirementCollection: text('requirement_collection'),
    chargesEnabled: boolean('charges_enabled').notNull(),
    payoutsEnabled: boolean('payouts_enabled').notNull(),
    detailsSubmitted: boolean('details_submitted').notNull(),
    disabledReason: text('disabled_reason'),
    currentDeadline: instant('current_deadline'),
    requirements: jsonb('requirements').$type<Record<string, unknown>>().notNull(),
    futureRequirements: jsonb('future_requirements').$type<Record<string, unknown>>().notNull(),
    capabilities: jsonb('capabilities').$type<Record<string, string>>().notNull(),
    payoutInterval: text('payout_interval'),
    payoutsStatus: text('payouts_status'),
    delayDays: integer('delay_days'),
    debitNegativeBalances: boolean('debit_negative_balances'),
    minimumBalances: jsonb('minimum_balances').$type<Record<string, number>>().notNull(),
    /** What counts for a day more than Stripe says it, kept by the database: see `stripe_minimums`. */
    minimumsBefore: jsonb('minimums_before').$type<Record<string, number>>().notNull().default({}),
    minimumsFellAt: instant('minimums_fell_at'),
    automaticTransferRules: jsonb('automatic_transfer_rules').$type<Record<string, unknown>>().notNull(),
    lockStrength: text('lock_strength', {
      enum: ['platform_balance', 'manual_sole_payer', 'manual_holder_can_pay', 'automatic', 'unknown'],
    }).notNull(),
    lockReasons: jsonb('lock_reasons').$type<LockReason[]>().notNull(),
    lockNextStep: text('lock_next_step'),
    settingsReadAt: instant('settings_read_at'),
    deauthorizedAt: instant('deauthorized_at'),
    createdAtStripe: instant('created_at_stripe').notNull(),
    readAt: instant('read_at').notNull(),
    /** Restricted is what Stripe has already switched off; the rest is what it still asks for. */
    requirementState: text('requirement_state', { enum: ['restricted', 'past_due', 'due', 'clear'] })
      .notNull()
      .generatedAlwaysAs(
        sql`case
          when disabled_reason is not null then 'restricted'
          when jsonb_typeof(requirements -> 'past_due') = 'array' and requirements -> 'past_due' <> '[]' then 'past_due'
          when jsonb_typeof(requirements -> 'currently_due') = 'array' and requirements -> 'currently_due' <> '[]' then 'due'
          else 'clear' end`,
      ),
    /**
     * Where it stands in its life with Stripe; who has disconnected us is told first. Stripe gives an account that was never
     * completed the reason of one that is overdue: it has never been able to do anything, so nothing was taken from it.
     */
    lifecycle: text('lifecycle', {
      enum: [
        'rejected',
        'onboarding',
        'restricted',
        'in_review',
        'restricted_soon',
        'enabled',
        'deauthorized',
      ],
    })
      .notNull()
      .generatedAlwaysAs(
        sql`case
          when deauthorized_at is not null then 'deauthorized'
          when disabled_reason like 'rejected.%' then 'rejected'
          when disabled_reason in ('under_review', 'listed', 'requirements.pending_verification') then 'in_review'
          when not (details_submitted or charges_enabled or payouts_enabled) and (disabled_reason is null
            or disabled_reason in ('requirements.past_due', 'action_required.requested_capabilities')) then 'onboarding'
          when disabled_reason is not null or not payouts_enabled then 'restricted'
          when current_deadline is not null or jsonb_typeof(future_requirements -> 'current_deadline') = 'number'
            or (jsonb_typeof(requirements -> 'past_due') = 'array' and requirements -> 'past_due' <> '[]') then 'restricted_soon'
          else 'enabled' end`,
      ),
    /** When Stripe restricts it if nothing is given; the year 9999 for never, so that a list can be ordered by it. */
    restrictsAt: instant('restricts_at')
      .notNull()
      .generatedAlwaysAs(
        sql`case when disabled_reason is null and deauthorized_at is null then coalesce(
          least(current_deadline, case when jsonb_typeof(future_requirements -> 'current_deadline') = 'number'
            then to_timestamp((future_requirements ->> 'current_deadline')::float8) end),
          to_timestamp(253370764800)) else to_timestamp(253370764800) end`,
      ),
    /**
     * What the list is ordered by: the name without case and accents, made by functions that no upgrade of the machine's
     * collations changes. Short enough for a cursor in an address; nameless accounts come last.
     */
    nameOrder: text('name_order')
      .notNull()
      .generatedAlwaysAs(
        sql`coalesce(nullif(left(lower(regexp_replace(normalize(left(btrim(display_name), 40), NFKD), '[\\u0300-\\u036f]', '', 'g') collate pg_c_utf8), 40), ''), chr(65535))`,
      ),
  },
  (t) => [
    index('connected_accounts_by_id_prefix').on(t.connectedAccountId.op('text_pattern_ops')),
    index('connected_accounts_by_name').using('gin', sql`name_words(display_name)`),
    // Everything that the list filters and counts by, so that it never has to visit the wide rows.
    index('connected_accounts_list').on(
      t.createdAtStripe,
      t.connectedAccountId,
      t.lockStrength,
      t.requirementState,
      t.payoutsEnabled,
      t.country,
      t.defaultCurrency,
      t.lifecycle,
    ),
    // The same by name.
    index('connected_accounts_list_by_name').on(
      sql`name_order collate "C"`,
      t.connectedAccountId,
      t.lockStrength,
      t.requirementState,
      t.payoutsEnabled,
      t.country,
      t.defaultCurrency,
      t.createdAtStripe,
      t.lifecycle,
    ),
    // The same by when Stripe restricts it.
    index('connected_accounts_list_by_deadline').on(
      t.restrictsAt,
      t.connectedAccountId,
      t.lockStrength,
      t.requirementState,
      t.payoutsEnabled,
      t.country,
      t.defaultCurrency,
      t.createdAtStripe,
      t.lifecycle,
    ),
    index('connected_accounts_restricted')
      .on(t.createdAtStripe, t.connectedAccountId)
      .where(sql`disabled_reason is not null`),
    check(
      'connected_accounts_lock_strength',
      sql`lock_strength in ('platform_balance', 'manual_sole_payer', 'manual_holder_can_pay', 'automatic', 'unknown')`,
    ),
  ],
);

/** Bank accounts and debit cards as last read; only the last four digits exist here. */
export const externalAccounts = pgTable(
  'external_accounts',
  {
    externalAccountId: text('external_account_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    kind: text('kind', { enum: ['bank_account', 'card'] }).notNull(),
    currency: text('currency'),
    country: text('country'),
    last4: text('last4').notNull(),
    institution: text('institution'),
    holderName: text('holder_name'),
    fingerprint: text('fingerprint'),
    status: text('status'),
    isDefaultForCurrency: boolean('is_default_for_currency').notNull(),
    payoutMethods: jsonb('payout_methods').$type<string[]>().notNull(),
    firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
    deletedAt: instant('deleted_at'),
    readAt: instant('read_at').notNull(),
  },
  (t) => [
    index('external_accounts_by_account').on(t.connectedAccountId),
    // Who else is paid out to the same bank account.
    index('external_accounts_by_fingerprint').on(t.fingerprint),
  ],
);

/** Append-only history of destinations: a swapped bank account is the oldest payout fraud there is. */
export const externalAccountChanges = pgTable(
  'external_account_changes',
  {
    externalAccountChangeId: bigint('external_account_change_id', { mode: 'bigint' })
      .primaryKey()
      .generatedAlwaysAsIdentity(),
    connectedAccountId: connectedAccountId(),
    externalAccountId: text('external_account_id').notNull(),
    change: text('change', { enum: ['added', 'changed', 'removed'] }).notNull(),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    seenAt: instant('seen_at').notNull().defaultNow(),
    /** Payouts would go to somebody whom nobody has looked at; not what the account began with (decision 0020). */
    isNewDestination: boolean('is_new_destination').notNull().default(true),
  },
  (t) => [
    index('external_account_changes_by_account').on(
      t.connectedAccountId,
      t.seenAt,
      t.externalAccountChangeId,
    ),
    check('external_account_changes_change', sql`change in ('added', 'changed', 'removed')`),
  ],
);

/** Stripe's Balance object as last read, one row per currency; `platform` is a row owner too. */
export const stripeBalances = pgTable(
  'stripe_balances',
  {
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    available: minorAmount('available').notNull(),
    pending: minorAmount('pending').notNull(),
    connectReserved: minorAmount('connect_reserved').notNull(),
    instantAvailable: minorAmount('instant_available'),
    readAt: instant('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectedAccountId, t.currency] })],
);
