import { sql } from 'drizzle-orm';
import { check, date, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { versionedTextTable } from './versioned-texts.ts';

/** Versions of the rules of risk. The newest published one decides. */
export const riskRuleVersions = versionedTextTable('risk_rule_versions', 'risk_rule_version_id');

/** Versions of how forests are grown. Whoever publishes one agrees to every forest that is grown by it. */
export const riskForestRecipes = versionedTextTable('risk_forest_recipes', 'risk_forest_recipe_id');

/**
 * Forests of the nights, one for each group of peers: how unusual an account is among those of its country and category. Those of the
 * newest night by the published recipe are asked; those of a draft run in shadow. Never changed, and forgotten when their time is over.
 */
export const riskForests = pgTable(
  'risk_forests',
  {
    riskForestId: text('risk_forest_id').primaryKey(),
    /** SHA-256 of the recipe's text. */
    recipeHash: text('recipe_hash').notNull(),
    /** `DE 5462`, `DE`, or `*` for all. */
    peerGroup: text('peer_group').notNull(),
    /** The UTC day. */
    grownOn: date('grown_on', { mode: 'string' }).notNull(),
    grownAt: instant('grown_at').notNull(),
    /** The forest and its peers, two lines of JSON, and the SHA-256 of both. */
    text: text('text').notNull(),
    hash: text('hash').notNull(),
    seed: integer('seed').notNull(),
    features: jsonb('features').$type<readonly string[]>().notNull(),
    accounts: integer('accounts').notNull(),
    /** Decisions that it was grown from, and a hash of their ids in order. */
    rows: integer('rows').notNull(),
    rowsHash: text('rows_hash').notNull(),
    dataFrom: instant('data_from').notNull(),
    dataTo: instant('data_to').notNull(),
    metrics: jsonb('metrics').$type<Readonly<Record<string, number>>>().notNull(),
    grownBy: text('grown_by').notNull(),
  },
  (t) => [
    uniqueIndex('risk_forests_of_night').on(t.recipeHash, t.grownOn, t.peerGroup),
    index('risk_forests_by_hash').on(t.hash),
    check('risk_forests_rows', sql`accounts between 1 and rows`),
  ],
);

/** Trained models with all that they were made of. Each runs in shadow first; one that two people have promoted decides. */
export const riskModels = pgTable(
  'risk_models',
  {
    riskModelId: text('risk_model_id').primaryKey(),
    version: integer('version').notNull(),
    /** `shadow` is asked about every decision and decides nothing; `asked` waits for a second person. */
    state: text('state', { enum: ['shadow', 'asked', 'champion', 'retired'] }).notNull(),
    kind: text('kind', { enum: ['logistic', 'boosted_trees'] }).notNull(),
    /** One line of JSON, and its SHA-256. */
    text: text('text').notNull(),
    hash: text('hash').notNull(),
    seed: integer('seed').notNull(),
    /** Names of features in the order of the model's columns. */
    features: jsonb('features').$type<readonly string[]>().notNull(),
    /** Decisions of these days were learned from; what became of them was known by the cut-off. */
    dataFrom: instant('data_from').notNull(),
    dataTo: instant('data_to').notNull(),
    labelCutoff: instant('label_cutoff').notNull(),
    rows: integer('rows').notNull(),
    positives: integer('positives').notNull(),
    metrics: jsonb('metrics').$type<Readonly<Record<string, number>>>().notNull(),
    trainedBy: text('trained_by').notNull(),
    trainedAt: instant('trained_at').notNull().defaultNow(),
    askedBy: text('asked_by'),
    askedAt: instant('asked_at'),
    promotedBy: text('promoted_by'),
    promotedAt: instant('promoted_at'),
    retiredAt: instant('retired_at'),
  },
  (t) => [
    uniqueIndex('risk_models_version').on(t.version),
    uniqueIndex('risk_models_one_champion')
      .on(t.state)
      .where(sql`state = 'champion'`),
    check('risk_models_state', sql`state in ('shadow', 'asked', 'champion', 'retired')`),
    check('risk_models_rows', sql`positives between 1 and rows - 1`),
    check(
      'risk_models_two_people',
      sql`(state <> 'asked' or asked_by is not null) and (state <> 'champion'
        or (asked_by is not null and promoted_by is not null and promoted_at is not null and promoted_by <> asked_by))`,
    ),
  ],
);
