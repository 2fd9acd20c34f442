import type postgres from 'postgres';
import { hiddenFromHolders, keptForever, refusedByShape, type Guard } from './guard-shapes.fixture.ts';

const TABLES = ['risk_forest_recipes', 'risk_forests'] as const;

const hashOf = (text: string): string => `encode(sha256('${text}'::bytea), 'hex')`;

/** A published recipe with its forest of a month ago, and a draft of which nothing was grown; put there with all triggers off. */
export async function seedRiskForests(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into risk_forest_recipes (risk_forest_recipe_id, version, text, state, written_by, published_by, published_at)
    values ('rfr_1', 1, 'x', 'published', 'opr_1', 'opr_2', now()), ('rfr_2', 2, 'y', 'draft', 'opr_1', null, null)`;
  for (const group of ['*', 'DE'])
    await tx`
      insert into risk_forests (risk_forest_id, recipe_hash, peer_group, grown_on, grown_at, text, hash, seed, features, accounts, rows,
        rows_hash, data_from, data_to, metrics, grown_by)
      values (${`rfo_${group}`}, ${tx.unsafe(hashOf('x'))}, ${group}, '2026-10-05', '2026-10-05', 'x', ${tx.unsafe(hashOf('x'))}, 1, '[]',
        20, 20, 'x', now(), now(), '{}', 'x')`;
}

const PUBLISH =
  "update risk_forest_recipes set state = 'published', published_by = 'opr_2', published_at = now() where version = 2";

const grown = (recipe: string, hash: string): string => `
  insert into risk_forests (risk_forest_id, recipe_hash, peer_group, grown_on, grown_at, text, hash, seed, features, accounts, rows,
    rows_hash, data_from, data_to, metrics, grown_by)
  values ('rfo_x', ${recipe}, 'FR', '2026-10-06', '2026-10-06', 'x', ${hash}, 1, '[]', 20, 20, 'x', now(), now(), '{}', 'x')`;

/** Of each trigger what only it refuses; the hands are among those of all tables. */
const TRIGGERS: readonly { name: string; on: string; drop: string; without?: string; attack: string[] }[] = [
  {
    name: 'risk_forest_recipes.guard',
    on: 'risk_forest_recipes',
    drop: 'guard',
    attack: ["update risk_forest_recipes set text = 'other' where version = 1"],
  },
  {
    name: 'risk_forest_recipes.guard_proof',
    on: 'risk_forest_recipes',
    drop: 'guard_proof',
    without: 'drop trigger guard_shadow on risk_forest_recipes',
    attack: [PUBLISH],
  },
  {
    name: 'risk_forest_recipes.guard_shadow',
    on: 'risk_forest_recipes',
    drop: 'guard_shadow',
    without: 'drop trigger guard_proof on risk_forest_recipes',
    attack: [PUBLISH],
  },
  {
    name: 'risk_forests.guard',
    on: 'risk_forests',
    drop: 'guard',
    attack: [grown(hashOf('nobody wrote this'), hashOf('x'))],
  },
  {
    name: 'risk_forests.guard (of another text)',
    on: 'risk_forests',
    drop: 'guard',
    attack: [grown(hashOf('x'), hashOf('other'))],
  },
  {
    name: 'risk_forests.guard (of another day)',
    on: 'risk_forests',
    drop: 'guard',
    attack: [
      grown(hashOf('x'), hashOf('x')),
      `do $do$ begin if not exists (select from risk_forests where peer_group = 'FR' and grown_at = '2026-10-06') then
         raise exception 'the guard did its work'; end if; end $do$`,
    ],
  },
];

/** What a constraint or an index refuses, tried with all triggers off. */
const REFUSED: Record<string, string> = {
  'constraint risk_forest_recipes.risk_forest_recipes_state':
    "update risk_forest_recipes set state = 'x' where version = 2",
  'constraint risk_forest_recipes.risk_forest_recipes_two_people':
    'update risk_forest_recipes set published_by = written_by where version = 1',
  'index risk_forest_recipes.risk_forest_recipes_one_draft':
    "update risk_forest_recipes set state = 'draft', published_by = null, published_at = null",
  'index risk_forest_recipes.risk_forest_recipes_version': 'update risk_forest_recipes set version = 3',
  'constraint risk_forests.risk_forests_rows': 'update risk_forests set accounts = rows + 1',
  'index risk_forests.risk_forests_of_night': "update risk_forests set peer_group = '*'",
};

/** How accounts are compared with their peers, and who agreed to it. */
export const RISK_FOREST_GUARDS: readonly Guard[] = [
  ...TABLES.flatMap((table) => [...keptForever(table), hiddenFromHolders(table)]),
  {
    name: 'trigger risk_forests.append_only (update)',
    as: 'owner',
    remove: 'drop trigger append_only on risk_forests',
    attack: ["update risk_forests set text = 'other'"],
  },
  ...TRIGGERS.map(({ name, on, drop, without, attack }): Guard => ({
    name: `trigger ${name}`,
    as: 'application',
    ...(without === undefined ? {} : { without }),
    remove: `drop trigger ${drop} on ${on}`,
    attack,
  })),
  ...refusedByShape(REFUSED),
];
