import { sql } from 'drizzle-orm';
import { check, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { versionedTextTable } from './versioned-texts.ts';

/** Versions of the rules of risk. The newest published one decides. */
export const riskRuleVersions = versionedTextTable('risk_rule_versions', 'risk_rule_version_id');

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
