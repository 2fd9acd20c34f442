import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dice } from '../../../e2e/stripe-simulator/world/dice.ts';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { readInstruments } from '../assessments/instruments.ts';
import { learn, refundSurge, usualDays } from '../assessments/test-story.fixture.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import { decide, type Decision, type DecisionInputs } from '../rules/decide.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { askModelPromotion } from './ask-model-promotion.ts';
import { modelLeaf } from './model-leaf.ts';
import { promoteRiskModel } from './promote-risk-model.ts';
import { listRiskModels } from './queries.ts';
import { trainRiskModel } from './train-risk-model.ts';

/*
 * A model learns from features that tell the same as the tests do, and both are added: chances are far from what comes true, until the
 * whole score is read along the line of what came of such scores.
 */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
  await world.sql`
    insert into risk_assessments (risk_assessment_id, connected_account_id, currency, decided_at, score, cause, action, exposure, inputs,
      inputs_hash, outcome, rules_hash, model_hash)
    select row ->> 'id', row ->> 'id', 'usd', now() - make_interval(hours => 24 * 30 + (row ->> 'ago')::int), 0, 'seller', 'flag', 0,
      row ->> 'inputs', 'x', '{}', 'x', 'x'
    from jsonb_array_elements(${JSON.stringify(simulated())}::text::jsonb) as row`;
  await world.sql`
    insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
      operator_id, given_at)
    select 'rvd_' || risk_assessment_id, 'rfl_' || risk_assessment_id, connected_account_id, 'usd', risk_assessment_id,
      case when connected_account_id like '%true' then 'confirmed' else 'false_alarm' end, 'x', 'opr_ines', decided_at + interval '1 day'
    from risk_assessments`;
});
afterAll(() => world.close());

const ROWS = 6_000;

/** One decision in five proves right; a feature and a test see the same of it, each with its own noise. */
function simulated() {
  const dice = new Dice(5, 'simulated decisions');
  const noise = () => dice.fraction() + dice.fraction() + dice.fraction() - 1.5;
  return Array.from({ length: ROWS }, (_, at) => {
    const isRight = dice.chance(0.2);
    const sign = (isRight ? 1 : 0) + noise();
    const statistic = Math.max(0, 2 + 6 * (sign + noise() / 4));
    const inputs = {
      connectedAccountId: 'x',
      currency: 'usd',
      lockStrength: 'platform_balance',
      features: FEATURE_NAMES.map((_name, column) => (column === 3 ? sign : 0)),
      quantities: {},
      streams: [
        {
          stream: 'refunds',
          statistic,
          threshold: 8,
          isAlarm: statistic >= 8,
          observed: 0,
          window: 8,
          expected: 0,
          since: null,
          cleanUntilCalm: null,
        },
      ],
      velocity: null,
      refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 0 },
      money: { payable: '0', runOff: '0', attack: '0' },
    };
    return { id: `acct_${String(at)}_${String(isRight)}`, ago: ROWS - at, inputs: JSON.stringify(inputs) };
  });
}

describe('the chances of whole decisions', () => {
  let shown: { riskModelId: string; hash: string };

  it('are calibrated on what the model has not learned from, and nearer to what came true afterwards', async () => {
    const { riskModelId } = await trainRiskModel(jobContext('train-risk-model'));
    const [model] = await listRiskModels(world.as('vera'));
    const { scoreRows = 0, scoreError = 0, scoreErrorCalibrated = 1 } = model?.metrics ?? {};
    expect(scoreRows).toBe(600);
    // docs/risk.md
    expect([scoreError, scoreErrorCalibrated]).toEqual([0.2556, 0.0235]);
    expect(scoreErrorCalibrated).toBeLessThan(scoreError / 3);
    shown = { riskModelId, hash: model?.hash ?? '' };
  });

  it('are of the model’s text, and so of what two people promote', async () => {
    await world.tamper(`update risk_models set trained_at = now() - interval '8 days'`);
    await askModelPromotion(world.as('marek'), { riskModelId: shown.riskModelId });
    const stepUpProofId = await insertProof(world.sql, world.as('noor'), {
      purpose: 'risk.publish',
      root: modelLeaf(shown),
    });
    await promoteRiskModel(world.as('noor'), { ...shown, stepUpProofId });
    const { model, modelHash } = await readInstruments(database());
    expect(modelHash).toBe(shown.hash);
    expect(model.calibration?.slope).toBeGreaterThan(0);
    expect(model.calibration?.slope).toBeLessThan(1);
  });

  it('stand in a decision as a part of their own; its parts and its lines sum to the score, and it is told again byte for byte', async () => {
    const account = await world.account([10_000_00n]);
    await learn([...usualDays(account), ...refundSurge(account)]);
    await assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId: account });
    const [row] = await world.sql<{ inputs: string; outcome: string; score: number; model_hash: string }[]>`
      select inputs, outcome, score, model_hash from risk_assessments where connected_account_id = ${account}`;
    expect(row?.model_hash).toBe(shown.hash);
    const seen = JSON.parse(row?.inputs ?? '') as DecisionInputs;
    const instruments = await readInstruments(database());
    expect(canonicalText(decide(seen, instruments))).toBe(row?.outcome);
    const { base, contributions, lines, probability } = JSON.parse(row?.outcome ?? '') as Decision;
    const added = contributions
      .filter(({ key }) => key !== 'calibration')
      .reduce((sum, { value }) => sum + value, base);
    const { slope = 0, intercept = 0 } = instruments.model.calibration ?? {};
    expect(row?.score).toBeCloseTo(slope * added + intercept, 9);
    expect(contributions.reduce((sum, { value }) => sum + value, base)).toBe(row?.score);
    expect(Math.abs(lines.reduce((sum, { adds }) => sum + adds, base) - (row?.score ?? 0))).toBeLessThan(
      1e-9,
    );
    expect(probability).toBe(Math.round(1e6 / (1 + Math.exp(-(row?.score ?? 0)))));
    expect(lines.map(({ text }) => text)).toContain('How often such scores proved right before');
    // A model without a line reads its scores as they were added up.
    const { calibration: _, ...plain } = instruments.model;
    const as = decide(seen, { ...instruments, model: plain });
    expect(as.score).toBe(added);
  });
});
