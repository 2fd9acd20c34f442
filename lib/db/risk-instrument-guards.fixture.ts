import type postgres from 'postgres';
import { hiddenFromHolders, keptForever, refusedByShape, type Guard } from './guard-shapes.fixture.ts';

const TABLES = ['risk_rule_versions', 'risk_models'] as const;

const HASH_OF_X = "encode(sha256('x'::bytea), 'hex')";

/** Rules and models in every standing; put there with all triggers off. */
export async function seedRiskInstruments(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into risk_rule_versions (risk_rule_version_id, version, text, state, written_by, published_by, published_at)
    values ('rrv_1', 1, 'x', 'published', 'opr_1', 'opr_2', now()), ('rrv_2', 2, 'x', 'draft', 'opr_1', null, null)`;
  for (const [version, state] of [
    [1, 'champion'],
    [2, 'asked'],
    [3, 'shadow'],
  ] as const)
    await tx`
      insert into risk_models (risk_model_id, version, state, kind, text, hash, seed, features, data_from, data_to, label_cutoff,
        rows, positives, metrics, trained_by, asked_by, asked_at, promoted_by, promoted_at)
      values (${`rmd_${String(version)}`}, ${version}, ${state}, 'logistic', 'x', ${tx.unsafe(HASH_OF_X)}, 1, '[]', now(), now(), now(),
        10, 2, '{}', 'x', ${state === 'shadow' ? null : 'opr_1'}, ${state === 'shadow' ? null : tx`now()`},
        ${state === 'champion' ? 'opr_2' : null}, ${state === 'champion' ? tx`now()` : null})`;
}

/** Of each trigger what only it refuses; in detail beside the code. */
const TRIGGERS: Record<string, { without?: string; attack: string }> = {
  'risk_rule_versions.guard': { attack: "update risk_rule_versions set text = 'other' where version = 1" },
  'risk_rule_versions.guard_proof': {
    attack:
      "update risk_rule_versions set state = 'published', published_by = 'opr_2', published_at = now() where version = 2",
  },
  'risk_models.guard': { attack: "update risk_models set text = 'other' where version = 3" },
  'risk_models.guard_proof': {
    without: "update risk_models set state = 'retired' where state = 'champion'",
    attack:
      "update risk_models set state = 'champion', promoted_by = 'opr_2', promoted_at = now() where version = 2",
  },
};

/** What a constraint or an index refuses, tried with all triggers off. */
const REFUSED: Record<string, string> = {
  'constraint risk_rule_versions.risk_rule_versions_state':
    "update risk_rule_versions set state = 'x' where version = 2",
  'constraint risk_rule_versions.risk_rule_versions_two_people':
    'update risk_rule_versions set published_by = written_by where version = 1',
  'index risk_rule_versions.risk_rule_versions_one_draft':
    "update risk_rule_versions set state = 'draft', published_by = null, published_at = null",
  'index risk_rule_versions.risk_rule_versions_version': 'update risk_rule_versions set version = 3',
  'constraint risk_models.risk_models_state': "update risk_models set state = 'x' where version = 3",
  'constraint risk_models.risk_models_rows': 'update risk_models set positives = 0',
  'constraint risk_models.risk_models_two_people':
    'update risk_models set promoted_by = asked_by where version = 1',
  'index risk_models.risk_models_one_champion':
    "update risk_models set state = 'champion', asked_by = 'opr_1', promoted_by = 'opr_2', promoted_at = now()",
  'index risk_models.risk_models_version': 'update risk_models set version = 3',
};

/** What decides, and who put it in force. */
export const RISK_INSTRUMENT_GUARDS: readonly Guard[] = [
  ...TABLES.flatMap((table) => [...keptForever(table), hiddenFromHolders(table)]),
  ...Object.entries(TRIGGERS).map(([name, { without, attack }]): Guard => {
    const [table = '', trigger = ''] = name.split('.');
    return {
      name: `trigger ${name}`,
      as: 'application',
      ...(without === undefined ? {} : { without }),
      remove: `drop trigger ${trigger} on ${table}`,
      attack: [attack],
    };
  }),
  ...refusedByShape(REFUSED),
];
