import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { textHash } from '../../text-hash.ts';
import { forgetRiskForests } from './forget-risk-forests.ts';

/* Thirty forests a night are some gigabytes in three years: what decided nothing, or long ago, is forgotten; nothing else can be. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
  for (const [version, recipe, state] of [
    [1, 'before', 'published'],
    [2, 'now', 'published'],
    [3, 'never', 'withdrawn'],
    [4, 'draft', 'draft'],
  ] as const)
    await world.tamper(`insert into risk_forest_recipes (risk_forest_recipe_id, version, text, state, written_by, published_by, published_at)
      values ('rfr_${String(version)}', ${String(version)}, '${recipe}', '${state}', 'opr_marek',
        ${state === 'published' ? "'opr_noor', now()" : 'null, null'})`);
  for (const [recipe, days] of [
    ['before', 700],
    ['before', 500],
    ['now', 500],
    ['now', 401],
    ['now', 399],
    ['now', 31],
    ['now', 0],
    ['never', 90],
    ['draft', 31],
    ['draft', 29],
    ['draft', 0],
  ] as const)
    await world.tamper(`insert into risk_forests (risk_forest_id, recipe_hash, peer_group, grown_on, grown_at, text, hash, seed, features,
        accounts, rows, rows_hash, data_from, data_to, metrics, grown_by)
      values ('rfo_${recipe}${String(days)}', '${textHash(recipe)}', '*', current_date - ${String(days)},
        now() - make_interval(days => ${String(days)}), 'x', '${recipe}${String(days)}', 1, '[]', 1, 1, '', now(), now(), '{}', '')`);
});
afterAll(() => world.close());

const kept = async () =>
  (await world.sql<{ hash: string }[]>`select hash from risk_forests order by 1`).map(({ hash }) => hash);
const forget = () => forgetRiskForests(jobContext('grow-risk-forests'), {});

it('forgets what is a year and a month old, and a shadow after a month, but never the newest night of a recipe', async () => {
  const { forgotten } = await forget();
  expect(forgotten).toBe(4);
  expect(await kept()).toEqual(['before500', 'draft0', 'draft29', 'never90', 'now0', 'now31', 'now399']);
  const [said] = await world.sql<{ hashes: string[] }[]>`
    select after -> 'hashes' as hashes from audit_records where action = 'risk_forest.forget'`;
  expect(said?.hashes).toEqual(['before700', 'draft31', 'now401', 'now500']);
  expect(await forget()).toEqual({ forgotten: 0 });
});

it('no other is forgotten, whoever asks the database', async () => {
  for (const hash of await kept())
    await expect(
      database().execute(`delete from risk_forests where hash = '${hash}'`),
      hash,
    ).rejects.toThrow();
  // One whose time is over can be forgotten, and not changed, by the database's owner neither.
  await world.tamper("update risk_forests set grown_at = now() - interval '500 days' where hash = 'now31'");
  await expect(world.sql`update risk_forests set text = 'y' where hash = 'now31'`).rejects.toThrow(
    'kept as it was grown',
  );
  expect(await kept()).toHaveLength(7);
});
