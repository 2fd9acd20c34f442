import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { readInstruments } from '../assessments/instruments.ts';
import { learn, usualDays } from '../assessments/test-story.fixture.ts';
import { RISK_FEATURES } from '../features/feature-columns.ts';
import { growForests, type PeerRow } from '../forests/grow-forests.ts';
import { amongPeers } from '../forests/forest-of.ts';
import { parsePeerForest } from '../forests/peer-forest.ts';
import { parseForestRecipe } from '../forests/recipe-text.ts';
import { COLD_START_FEATURES } from '../rules/cold-start-model.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { readModelReport } from './queries.ts';
import { tryRiskModel } from './shadow-queries.ts';
import { trainRiskModel } from './train-risk-model.ts';
import { readTrainingRows } from './training-rows.ts';

/* An install that was upgraded: its past saw fewer features than its present. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const BEFORE = COLD_START_FEATURES.length;
const ALL = FEATURE_NAMES.length;

/** Decisions of these days, each right one told by its third feature, and by its last. */
async function decided(name: string, width: number, from: number, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const isRight = at % 3 === 0;
    const told = (at % 7) / 20 + (isRight ? 1 : 0);
    const features = Array.from({ length: width }, (_, column) =>
      column === 3 || column === width - 1 ? told : 0,
    );
    const inputs = {
      features,
      connectedAccountId: `acct_${name}${String(at)}`,
      currency: 'usd',
      lockStrength: 'platform_balance',
      quantities: {},
      streams: [],
      velocity: null,
      refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 0 },
      money: { payable: '0', runOff: '0', attack: '0' },
    };
    const id = `${name}${String(at)}`;
    const ago = from - Math.floor(at / 4);
    await world.sql`
      insert into risk_assessments (risk_assessment_id, connected_account_id, currency, decided_at, score, cause, action, exposure,
        inputs, inputs_hash, outcome, rules_hash, model_hash)
      values (${`ras_${id}`}, ${`acct_${id}`}, 'usd', now() - make_interval(days => ${ago}), 0, 'seller', 'flag', 0,
        ${JSON.stringify(inputs)}, 'x', '{}', 'x', 'x')`;
    await world.sql`
      insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
        operator_id, given_at)
      values (${`rvd_${id}`}, ${`rfl_${id}`}, ${`acct_${id}`}, 'usd', ${`ras_${id}`}, ${isRight ? 'confirmed' : 'false_alarm'}, 'x',
        'opr_ines', now() - make_interval(days => ${ago}) + interval '1 day')`;
  }
}

const train = () => trainRiskModel(jobContext('train-risk-model'));

async function modelOf(riskModelId: string) {
  const [row] = await world.sql<{ hash: string; features: string[]; rows: number }[]>`
    select hash, features, rows from risk_models where risk_model_id = ${riskModelId}`;
  if (row === undefined) throw new Error('no such model');
  return row;
}

const KEPT_OUT = ['largest_charge_1h', 'clear_age'];

describe('after an upgrade', () => {
  let first: Awaited<ReturnType<typeof modelOf>> & { id: string };

  it('a model is trained on what all decisions saw, while too few saw more', async () => {
    await decided('old', BEFORE, 85, 160);
    await decided('few', ALL, 45, 9);
    const { riskModelId } = await train();
    first = { ...(await modelOf(riskModelId)), id: riskModelId };
    expect(first.features).toEqual(COLD_START_FEATURES);
    expect(first.rows).toBe(Math.floor(0.8 * 169));
    expect((await readTrainingRows(new Date())).length).toBe(169);
  });

  it('a model of before decides on, about what decisions see now', async () => {
    await world.tamper(`update risk_models set state = 'champion', asked_by = 'opr_marek', asked_at = now(), promoted_by = 'opr_noor',
      promoted_at = now()`);
    const inForce = await readInstruments(database());
    expect(inForce).toMatchObject({ modelHash: first.hash, featureNames: [...COLD_START_FEATURES] });
    const account = await world.account([10_000_00n]);
    await learn(usualDays(account, 2));
    await assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId: account });
    const [stored] = await world.sql<{ model_hash: string; inputs: string }[]>`
      select model_hash, inputs from risk_assessments where connected_account_id = ${account}`;
    expect(stored?.model_hash).toBe(first.hash);
    expect((JSON.parse(stored?.inputs ?? '') as DecisionInputs).features).toHaveLength(ALL);
  });

  it('a model is trained on everything as soon as enough saw it, and is tried on those decisions alone', async () => {
    await decided('new', ALL, 80, 160);
    const { riskModelId } = await train();
    const { features, rows } = await modelOf(riskModelId);
    expect(features).toEqual(FEATURE_NAMES);
    expect(rows).toBe(Math.floor(0.8 * 169));
    // Both saw the account that was assessed above.
    expect((await tryRiskModel(world.as('vera'), riskModelId)).decisions).toBe(9 + 160 + 1);
    expect((await tryRiskModel(world.as('vera'), first.id)).decisions).toBe(160 + 9 + 160 + 1);
    // What is compared is what decisions of before saw as well.
    const { drift } = await readModelReport(world.as('vera'));
    expect(drift.before).toBeGreaterThan(300);
    expect(drift.now).toBe(1);
    const later = FEATURE_NAMES.slice(BEFORE).map((name): string => RISK_FEATURES[name].name);
    expect(drift.features.filter(({ name }) => later.includes(name))).toEqual([]);
  });

  it('peers are compared by those who saw all that the recipe names', async () => {
    const { recipe, faults } = parseForestRecipe(
      `trees 10\nsample 16\nfeature night_share\n${KEPT_OUT.map((name) => `feature ${name}`).join('\n')}`,
    );
    expect(faults).toEqual([]);
    const row = (at: number, width: number): PeerRow => ({
      riskAssessmentId: `ras_${String(at)}`,
      connectedAccountId: `acct_${String(at)}`,
      country: 'DE',
      category: null,
      decidedAt: new Date(0),
      features: Array.from({ length: width }, (_, column) => (at * 7 + column) % 11),
    });
    const rows = Array.from({ length: 50 }, (_, at) => row(at, at < 20 ? BEFORE : ALL));
    const [forest] = await growForests(rows, recipe);
    expect(forest?.accounts).toBe(30);
    const grown = parsePeerForest(forest?.text ?? '', forest?.hash ?? '');
    const seen = { features: row(3, BEFORE).features } as unknown as DecisionInputs; // nothing else of it is read
    expect(amongPeers(seen, grown).peers).toBeUndefined();
    expect(amongPeers({ ...seen, features: row(3, ALL).features }, grown).peers?.accounts).toBe(30);
  });
});
