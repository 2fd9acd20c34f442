import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { textHash } from '../../text-hash.ts';
import { publishLeaf } from '../../versioned-texts/publish-leaf.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { STARTING_INSTRUMENTS } from '../assessments/instruments.ts';
import { readDecisionInputs } from '../assessments/read-decision-inputs.ts';
import { fact, learn, MINUTE, refundSurge, usualDays } from '../assessments/test-story.fixture.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import { decide, type Decision, type DecisionInputs } from '../rules/decide.ts';
import { readRiskCase } from '../flags/case-queries.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { draftForestRecipe } from './draft-forest-recipe.ts';
import { amongPeers, forestOf } from './forest-of.ts';
import { RISK_FOREST_RECIPE } from './forest-recipes.ts';
import { growRiskForests } from './grow-risk-forests.ts';
import { publishForestRecipe } from './publish-forest-recipe.ts';
import { readForestNights, tryForestRecipe } from './queries.ts';

/* Two people agree to a recipe after a week in shadow; what is grown by it every night is a soft sign of decisions from then on. */

let world: PayoutWorld;
let odd: string;
beforeAll(async () => {
  world = await openPayoutWorld();
  odd = await world.account([10_000_00n]);
  for (let at = 0; at < 30; at += 1) {
    const account = at === 0 ? odd : await world.account([10_000_00n]);
    await learn(account === odd ? withOneCard(odd) : usualDays(account, 2));
    await assess(account);
  }
});
afterAll(() => world.close());

const RECIPE =
  'trees 50\nsample 64\nfeature distinct_card_share\nfeature refund_ratio_7d\nfeature top_card_share';
const job = () => jobContext('grow-risk-forests');
const assess = (connectedAccountId: string) =>
  assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId });

/** Usual days, all of them paid with one card. */
const withOneCard = (account: string) =>
  usualDays(account, 2).map((one) =>
    one.cardFingerprint === null ? one : { ...one, cardFingerprint: 'one card' },
  );

async function stored(account: string) {
  const [row] = await world.sql<{ decided_at: string; inputs: string; outcome: string; score: number }[]>`
    select decided_at::text, inputs, outcome, score from risk_assessments
    where connected_account_id = ${account} order by decided_at desc limit 1`;
  if (row === undefined) throw new Error('nothing was stored');
  // as they were written
  return {
    ...row,
    seen: JSON.parse(row.inputs) as DecisionInputs,
    decision: JSON.parse(row.outcome) as Decision,
  };
}

const publish = async (name: string, versionId: string, text: string) => {
  const root = publishLeaf(RISK_FOREST_RECIPE, { versionId, textHash: textHash(text) });
  const stepUpProofId = await insertProof(world.sql, world.as(name), { purpose: 'risk.publish', root });
  return publishForestRecipe(world.as(name), { versionId, seenHash: textHash(text), stepUpProofId });
};

describe('forests of peers', () => {
  it('are none before somebody writes a recipe, and are grown once a night by the draft', async () => {
    expect(await growRiskForests(job())).toBe(0);
    expect((await stored(odd)).seen.peers).toBeUndefined();
    await draftForestRecipe(world.as('marek'), { text: RECIPE, seenHash: null });
    expect(await growRiskForests(job())).toBe(1);
    expect(await growRiskForests(job())).toBe(0);
    const { forests, nights } = await readForestNights(world.as('vera'), textHash(RECIPE));
    expect(nights).toBe(1);
    expect(forests).toMatchObject([{ words: 'connected accounts', accounts: 30 }]);
    const [row] = await world.sql<Record<string, unknown>[]>`select * from risk_forests`;
    expect(row).toMatchObject({ peer_group: '*', seed: 1, accounts: 30, rows: 30 });
    expect(row?.['features']).toEqual(['distinct_card_share', 'refund_ratio_7d', 'top_card_share']);
    const said = await world.sql`select 1 from audit_records where action = 'risk_forest.grow'`;
    expect(said).toHaveLength(1);
  });

  it('of a draft decide nothing', async () => {
    await learn([fact(odd, 'charge', MINUTE, { cardFingerprint: 'one card' })]);
    await world.sql`update risk_standings set stored_at = now() - interval '2 days'`;
    await assess(odd);
    expect((await stored(odd)).seen.peers).toBeUndefined();
    expect((await tryForestRecipe(world.as('vera'), textHash(RECIPE))).decisions).toBeGreaterThan(20);
  });

  it('wait for a week in shadow and for two people, whoever asks the database', async () => {
    const [draft] = await world.sql<{ id: string }[]>`
      select risk_forest_recipe_id as id from risk_forest_recipes where state = 'draft'`;
    const versionId = draft?.id ?? '';
    await expect(publish('noor', versionId, RECIPE)).rejects.toThrow('for 7 days first, until 20');
    await world.tamper(`update risk_forests set grown_at = now() - interval '8 days'`);
    await expect(publish('marek', versionId, RECIPE)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(publish('ines', versionId, RECIPE)).rejects.toMatchObject({ code: 'forbidden' });
    await publish('noor', versionId, RECIPE);
  });

  it('of a published recipe are named by each decision, which is told again with the same bytes', async () => {
    await learn([fact(odd, 'charge', MINUTE, { cardFingerprint: 'one card' })]);
    await world.sql`update risk_standings set stored_at = now() - interval '2 days'`;
    await assess(odd);
    const { seen, inputs, outcome, decision, decided_at, score } = await stored(odd);
    const { peers } = seen;
    expect(peers).toMatchObject({ group: 'connected accounts', accounts: 30 });
    const [forest] = await world.sql`select 1 from risk_forests where hash = ${peers?.forest ?? ''}`;
    expect(forest).toBeDefined();
    expect(peers?.percentile).toBeGreaterThan(0.95);
    expect(canonicalText(decide(seen, STARTING_INSTRUMENTS))).toBe(outcome);
    // Read again from the facts, with the forest that the decision names.
    const again = await inTransaction(async (tx) =>
      amongPeers(
        await readDecisionInputs(tx, { connectedAccountId: odd, currency: 'usd', at: new Date(decided_at) }),
        await forestOf(tx, peers?.forest ?? null),
      ),
    );
    expect(canonicalText(again)).toBe(inputs);
    const { base, contributions, lines } = decision;
    expect(contributions.map(({ key }) => key)).toContain('peers');
    expect(Math.abs(contributions.reduce((sum, { value }) => sum + value, base) - score)).toBeLessThan(1e-9);
    expect(Math.abs(lines.reduce((sum, { adds }) => sum + adds, base) - score)).toBeLessThan(1e-9);
    // What was read once is in the process: no decision asks the database for it again.
    const noDatabase = null as never;
    expect((await forestOf(noDatabase, peers?.forest ?? ''))?.hash).toBe(peers?.forest);
    // Soft: nothing but the forest has anything to say, and nothing is done.
    expect(decision.action).toBe('none');
  });

  it('are a reason beside others, and none alone at their most', async () => {
    const { seen } = await stored(odd);
    if (seen.peers === undefined) throw new Error('it was compared');
    const most = decide({ ...seen, peers: { ...seen.peers, percentile: 1 - 1e-9 } }, STARTING_INSTRUMENTS);
    expect(most.action).toBe('none');
    expect(most.isCalm).toBe(true);
    expect(most.lines.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(
        /^Unusual among 30 connected accounts: (different cards|one card alone).*, of recent payments; .*, of recent payments$/,
      ),
    );
    await learn(
      refundSurge(odd).map((one) => ({ ...one, cardFingerprint: one.cardFingerprint && 'one card' })),
    );
    await assess(odd);
    const { decision } = await stored(odd);
    expect(decision.action).toBe('hold');
    expect(decision.contributions.map(({ key }) => key)).toContain('peers');
  });

  it('show on the case how the account stood among them in the night of its decision, and what sets it apart first', async () => {
    const [flag] = await world.sql<{ id: string }[]>`
      select risk_flag_id as id from risk_flags where connected_account_id = ${odd}`;
    const shown = async () => (await readRiskCase(world.as('vera'), flag?.id ?? '')).peers;
    const peers = await shown();
    expect(peers).toMatchObject({ group: 'connected accounts', accounts: 30 });
    const { seen } = await stored(odd);
    const byWeight = (seen.peers?.contributions ?? [])
      .filter(({ value }) => value > 0)
      .toSorted((a, b) => b.value - a.value);
    expect(peers?.features.map(({ key }) => key)).toEqual(byWeight.map(({ key }) => key));
    expect(peers?.features.length).toBeGreaterThan(0);
    for (const { key, own, low, quarter, median, threeQuarters, high } of peers?.features ?? []) {
      expect(own).toBe(seen.features[FEATURE_NAMES.indexOf(key as (typeof FEATURE_NAMES)[number])]);
      expect([low, quarter, median, threeQuarters, high]).toEqual(
        [low, quarter, median, threeQuarters, high].toSorted((a, b) => a - b),
      );
    }
    // By hand: all others are paid with another card each time, so nine in ten are alike.
    const cards = peers?.features.find(({ key }) => key === 'distinct_card_share');
    expect(cards).toMatchObject({ low: 1, median: 1, high: 1 });
    expect(cards?.own).toBeLessThan(0.1);
    // What speaks for it sets it apart from nobody.
    const [held] = await world.sql<{ inputs: string }[]>`
      select inputs from risk_assessments join risk_flags using (risk_assessment_id) where risk_flag_id = ${flag?.id ?? ''}`;
    const inputs = held?.inputs ?? '';
    const turned = JSON.parse(inputs) as { peers: { contributions: { key: string; value: number }[] } };
    for (const one of turned.peers.contributions) if (one.key === 'distinct_card_share') one.value = -0.1;
    const seeing = (text: string) =>
      world.tamper(`update risk_assessments set inputs = $inputs$${text}$inputs$ where risk_assessment_id =
        (select risk_assessment_id from risk_flags where risk_flag_id = '${flag?.id ?? ''}')`);
    await seeing(JSON.stringify(turned));
    expect((await shown())?.features.map(({ key }) => key)).not.toContain('distinct_card_share');
    await seeing(inputs);
    // Another night of another spread changes nothing for this decision; when its own is forgotten, that is said.
    const night = peers?.grownAt?.toISOString();
    await world.tamper(`insert into risk_forests (risk_forest_id, recipe_hash, peer_group, grown_on, grown_at, text, hash, seed, features,
        accounts, rows, rows_hash, data_from, data_to, metrics, grown_by)
      select 'rfo_later', recipe_hash, peer_group, current_date + 1, now(), 'x', 'x', 1, '[]', 1, 1, '', now(), now(), '{}', '' from risk_forests limit 1`);
    expect((await shown())?.grownAt?.toISOString()).toBe(night);
    expect(await shown()).toEqual(peers);
    await world.tamper(`update risk_forests set hash = 'gone' where hash = '${seen.peers?.forest ?? ''}'`);
    expect(await shown()).toMatchObject({ accounts: 30, grownAt: null, features: [] });
    await world.tamper(`update risk_forests set hash = '${seen.peers?.forest ?? ''}' where hash = 'gone'`);
    await world.tamper(`delete from risk_forests where risk_forest_id = 'rfo_later'`);
    const other = await world.account([1n]);
    await learn([...usualDays(other), ...refundSurge(other)]);
    await world.tamper(
      `update risk_forest_recipes set state = 'withdrawn', published_by = null, published_at = null`,
    );
    await assess(other);
    await world.tamper(
      `update risk_forest_recipes set state = 'published', published_by = 'opr_noor', published_at = now()`,
    );
    const [ofOther] = await world.sql<{ id: string }[]>`
      select risk_flag_id as id from risk_flags where connected_account_id = ${other}`;
    expect((await readRiskCase(world.as('vera'), ofOther?.id ?? '')).peers).toBeNull();
  });

  it('are asked by the smallest group of the account, of the newest night', async () => {
    const grow = (peerGroup: string, night: string, text: string) =>
      world.tamper(`insert into risk_forests (risk_forest_id, recipe_hash, peer_group, grown_on, grown_at, text, hash, seed, features,
          accounts, rows, rows_hash, data_from, data_to, metrics, grown_by)
        values ('rfo_${text}', '${textHash(RECIPE)}', '${peerGroup}', ${night}, now(), '${text}', '${text}', 1, '[]', 1, 1, '', now(), now(), '{}', '')`);
    await world.sql`update connected_accounts set country = 'DE', merchant_category_code = '5462' where connected_account_id = ${odd}`;
    const asked = async () =>
      (await world.sql<{ hash: string | null }[]>`select risk_forest_of(${odd}) as hash`)[0]?.hash;
    await grow('DE 5462', "'2026-01-01'", 'old');
    expect(await asked()).toHaveLength(64);
    await grow('DE', '(select max(grown_on) from risk_forests)', 'country');
    expect(await asked()).toBe('country');
    await grow('DE 5462', '(select max(grown_on) from risk_forests)', 'both');
    expect(await asked()).toBe('both');
    await world.sql`update connected_accounts set merchant_category_code = null where connected_account_id = ${odd}`;
    expect(await asked()).toBe('country');
    await world.tamper(`delete from risk_forests where peer_group <> '*'`);
  });

  it('are switched off at once by two people, and nobody is compared any more', async () => {
    const { versionId } = await draftForestRecipe(world.as('marek'), { text: 'off', seenHash: null });
    await publish('noor', versionId, 'off');
    expect(await growRiskForests(job())).toBe(0);
    await learn([fact(odd, 'charge', MINUTE, { cardFingerprint: 'one card' })]);
    await world.sql`update risk_standings set stored_at = now() - interval '2 days'`;
    await assess(odd);
    expect((await stored(odd)).seen.peers).toBeUndefined();
    expect(await forestOf(database(), null)).toBeNull();
  });
});
