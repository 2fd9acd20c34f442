import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { readInstruments, STARTING_INSTRUMENTS } from '../assessments/instruments.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { askModelPromotion } from './ask-model-promotion.ts';
import { askRiskTraining } from './ask-risk-training.ts';
import { modelLeaf } from './model-leaf.ts';
import { promoteRiskModel } from './promote-risk-model.ts';
import { listRiskModels, readModelReport } from './queries.ts';
import { countLabels } from './too-little.ts';
import { trainRiskModel } from './train-risk-model.ts';
import { readLabelCounts, readTrainingRows } from './training-rows.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const job = () => jobContext('train-risk-model');

/** What a decision saw besides its features, which say nothing here. */
const SEEN = {
  connectedAccountId: 'acct_x',
  currency: 'usd',
  lockStrength: 'platform_balance',
  quantities: {},
  streams: [],
  velocity: null,
  refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 0 },
  money: { payable: '0', runOff: '0', attack: '0' },
};

/** A decision so many days ago in which one feature says whether it was right, and what a person said of it a day later. */
async function decided(
  name: string,
  daysAgo: number,
  isRight: boolean,
  verdict: string | null,
): Promise<void> {
  const features = FEATURE_NAMES.map((_, column) =>
    column === 3 ? (isRight ? 1 : 0) + (daysAgo % 7) / 20 : 0,
  );
  await world.sql`
    insert into risk_assessments (risk_assessment_id, connected_account_id, currency, decided_at, score, cause, action, exposure, inputs,
      inputs_hash, outcome, rules_hash, model_hash)
    values (${`ras_${name}`}, ${`acct_${name}`}, 'usd', now() - make_interval(days => ${daysAgo}), 0, 'seller', 'flag', 0,
      ${JSON.stringify({ ...SEEN, features })}, 'x', '{}', 'x', 'x')`;
  if (verdict !== null)
    await world.sql`
      insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
        operator_id, given_at)
      values (${`rvd_${name}`}, ${`rfl_${name}`}, ${`acct_${name}`}, 'usd', ${`ras_${name}`}, ${verdict}, 'x', 'opr_ines',
        now() - make_interval(days => ${daysAgo}) + interval '1 day')`;
}

const promote = async (name: string, shown: { riskModelId: string; hash: string }) => {
  const stepUpProofId = await insertProof(world.sql, world.as(name), {
    purpose: 'risk.publish',
    root: modelLeaf(shown),
  });
  return promoteRiskModel(world.as(name), { ...shown, stepUpProofId });
};

describe('a model of risk', () => {
  it('is none on a cold install, which says so, and how much is missing', async () => {
    expect(await listRiskModels(world.as('vera'))).toEqual([]);
    expect(await readInstruments(database())).toMatchObject({ modelHash: STARTING_INSTRUMENTS.modelHash });
    const { tooLittle, calibration } = await readModelReport(world.as('vera'));
    expect(tooLittle).toContain('There are 0 decisions that proved right');
    expect(calibration).toBeNull();
    await expect(askRiskTraining(world.as('ines'), {})).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await expect(trainRiskModel(job())).rejects.toThrow('the cold start decides');
  });

  it('learns from what people said and from disputes that had time to come, and from nothing after the cut-off', async () => {
    await decided('said', 40, true, 'confirmed');
    await decided('victim', 40, true, 'victim');
    await decided('false', 40, false, 'false_alarm');
    await decided('old', 50, false, null);
    await decided('young', 10, false, null);
    await decided('disputed', 60, true, null);
    await world.tamper(`insert into risk_day_counters (connected_account_id, currency, day, charges, charge_amount, declines, high_risk,
        refunds, refund_amount, platform_refunds, disputes, dispute_amount)
      values ('acct_disputed', 'usd', current_date - 50, 100, 1, 0, 0, 0, 0, 0, 3, 3)`);
    const rows = await readTrainingRows(new Date());
    expect(rows.map(({ isHit, isReviewed }) => [isHit, isReviewed])).toEqual([
      [true, false], // disputed, 60 days ago
      [false, false], // old
      ...rows.slice(2).map(({ isHit }) => [isHit, true]),
    ]);
    expect(rows.slice(2).filter(({ isHit }) => isHit)).toHaveLength(2);
    expect(rows).toHaveLength(5);
    expect(rows[0]?.weight).toBeLessThan(1);
    expect(await readLabelCounts(new Date())).toEqual(countLabels(rows));
    // Of more than are wanted the newest, and of a day the last decision alone.
    expect(await readTrainingRows(new Date(), 2)).toEqual(rows.slice(-2));
    await world.sql`
      insert into risk_assessments select (jsonb_populate_record(row, jsonb_build_object('risk_assessment_id', 'ras_sooner',
        'decided_at', date_trunc('day', row.decided_at at time zone 'UTC') at time zone 'UTC'))).*
      from risk_assessments as row where risk_assessment_id = 'ras_old'`;
    expect(await readTrainingRows(new Date())).toHaveLength(5);
    // What is young counts once somebody has spoken, as far as they had by then.
    await world.sql`
      insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
        operator_id, given_at)
      values ('rvd_young', 'rfl_young', 'acct_young', 'usd', 'ras_young', 'confirmed', 'x', 'opr_ines', now() - interval '2 days')`;
    expect((await readTrainingRows(new Date())).at(-1)).toMatchObject({ isHit: true, isReviewed: true });
    expect(await readTrainingRows(new Date(Date.now() - 3 * 86_400_000))).toHaveLength(5);
    expect(await readLabelCounts(new Date())).toEqual(countLabels(await readTrainingRows(new Date())));
    // As of a moment before anybody had spoken, and before a month had passed.
    const before = await readTrainingRows(new Date(Date.now() - 40 * 86_400_000));
    expect(before).toHaveLength(0);
  });

  it('weighs what the lot drew by its chance of being drawn, and no word by more than twenty', async () => {
    const drawn = async (name: string, day: string, candidates: number, of: number) => {
      await decided(name, 45, false, 'false_alarm');
      await world.tamper(`insert into risk_audit_draws (drawn_on, seed, candidates, candidates_hash, drawn, drawn_at)
          values ('${day}', 'x', ${String(candidates)}, 'x', ${String(of)}, now());
        insert into risk_flags (risk_flag_id, connected_account_id, currency, opened_at, state, cause, action, score, exposure,
          risk_assessment_id, decided_at, due_at, closed_at, closed_because, audit_drawn_on)
        values ('rfl_${name}', 'acct_${name}', 'usd', now(), 'closed', 'audit', 'none', 0, 0, 'ras_${name}', now(), now(), now(),
          'false_alarm', '${day}')`);
    };
    await drawn('few', '2026-01-01', 12, 2);
    await drawn('many', '2026-01-02', 4_000, 1);
    const audited = (await readTrainingRows(new Date())).filter(({ isAudited }) => isAudited);
    expect(audited.map(({ weight, isReviewed }) => [weight, isReviewed])).toEqual([
      [6, true],
      [20, true],
    ]);
    expect(
      (await readTrainingRows(new Date())).filter((row) => row.isReviewed && !row.isAudited)[0]?.weight,
    ).toBe(1);
  });

  it('is trained in a thread, measured on what came after, and decides nothing before two people promote it after its week', async () => {
    for (let at = 0; at < 160; at += 1)
      await decided(
        `many${String(at)}`,
        100 - Math.floor(at / 2),
        at % 3 === 0,
        at % 3 === 0 ? 'confirmed' : 'false_alarm',
      );
    const { riskModelId } = await trainRiskModel(job());
    const [model] = await listRiskModels(world.as('vera'));
    expect(model).toMatchObject({
      riskModelId,
      version: 1,
      state: 'shadow',
      kind: 'logistic',
      isOfThisVersion: true,
    });
    expect(model?.metrics['auroc']).toBeGreaterThan(0.95);
    expect(model?.dataTo.getTime()).toBeLessThan(Date.now() - 20 * 86_400_000);
    expect(await readInstruments(database())).toMatchObject({ modelHash: STARTING_INSTRUMENTS.modelHash });
    const shown = { riskModelId, hash: model?.hash ?? '' };
    await expect(askModelPromotion(world.as('ines'), { riskModelId })).rejects.toThrow(
      'in shadow for 7 days',
    );
    await expect(promote('marek', shown)).rejects.toMatchObject({ code: 'conflict' });
    await world.tamper(`update risk_models set trained_at = now() - interval '8 days'`);
    await askModelPromotion(world.as('marek'), { riskModelId });
    await expect(promote('marek', shown)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(promote('ines', shown)).rejects.toMatchObject({ code: 'forbidden' });
    await promote('noor', shown);
    const inForce = await readInstruments(database());
    expect(inForce.modelHash).toBe(shown.hash);
    expect(inForce.model).not.toBe(STARTING_INSTRUMENTS.model);
    const { calibration } = await readModelReport(world.as('vera'));
    expect(calibration?.rows).toBeGreaterThan(160);
  });

  it('that saw what another version made decides nothing', async () => {
    await world.tamper(`update risk_models set features = '["another"]' where state = 'champion'`);
    expect(await readInstruments(database())).toMatchObject({ modelHash: STARTING_INSTRUMENTS.modelHash });
  });
});
