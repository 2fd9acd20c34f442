import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { readDecisionInputs } from '../assessments/read-decision-inputs.ts';
import { DAY, fact, learn, MINUTE, refunded, usualDays } from '../assessments/test-story.fixture.ts';
import { streamFindings } from '../rules/stream-findings.ts';
import { askCalibrationCheck } from './ask-calibration-check.ts';
import { isBeyondBudget } from './beyond-budget.ts';
import { checkRiskCalibration } from './check-risk-calibration.ts';
import { endCalibrationCheck } from './end-calibration-check.ts';
import { truthOf } from './judge-alarms.ts';
import { noteCalibrationProgress } from './note-calibration-progress.ts';
import { readCalibrationChecks } from './queries.ts';
import { readPastFacts } from './read-past.ts';
import { pastAt, replayAlarms, type PastFact } from './replay-alarms.ts';
import { stopCalibrationCheck } from './stop-calibration-check.ts';

/* The tests that decide, replayed over the install's own past: whether they keep their budget of false alarms there. */

let world: PayoutWorld;
let honest: string;
let attacked: string;
beforeAll(async () => {
  world = await openPayoutWorld();
  honest = await world.account([1n]);
  attacked = await world.account([1n]);
  for (const account of [honest, attacked])
    await learn([...usualDays(account), fact(account, 'charge', 40 * DAY, { cardCountry: 'FR' })]);
  // Twenty days ago, every second charge of an hour came back.
  await learn(
    Array.from({ length: 40 }, (_, index) => {
      const ago = 20 * DAY + (58 - index) * MINUTE;
      return index % 2 === 0 ? refunded(attacked, ago, MINUTE / 2) : [fact(attacked, 'charge', ago)];
    }).flat(),
  );
});
afterAll(() => world.close());

const job = () => jobContext('check-risk-calibration');
const since = () => new Date(Date.now() - 150 * DAY);
const factsOf = async (account: string): Promise<PastFact[]> =>
  (await readPastFacts({ connectedAccountId: account, currency: 'usd' }, since())) ?? [];

describe('a replayed past', () => {
  it('shows the tests what a decision of that moment would have shown them', async () => {
    await learn([
      fact(honest, 'decline', 2 * MINUTE, { riskLevel: 'highest', cardCountry: 'BR', amount: 900_00n }),
      ...refunded(honest, 5 * DAY, MINUTE),
      ...refunded(honest, 4 * DAY, MINUTE, { isPlatformMade: true }),
      fact(honest, 'charge', MINUTE, { cardCountry: 'FR' }),
    ]);
    for (const account of [honest, attacked]) {
      const at = new Date(Date.now() + 1_000);
      const decided = await inTransaction((tx) =>
        readDecisionInputs(tx, { connectedAccountId: account, currency: 'usd', at }),
      );
      const seen = pastAt(await factsOf(account), at);
      expect(streamFindings({ ...seen, at, lookedAt: null })).toEqual(decided.streams);
    }
  });

  it('has an alarm where there was an attack, one for each look, and none in usual days', async () => {
    const span = { from: new Date(Date.now() - 30 * DAY), to: new Date(Date.now() - 14 * DAY) };
    expect(await replayAlarms(await factsOf(honest), span)).toEqual([]);
    const alarms = await replayAlarms(await factsOf(attacked), span);
    expect(new Set(alarms.map(({ stream }) => stream))).toEqual(new Set(['refunds']));
    expect(alarms.length).toBeLessThan(6); // of twenty refunds in that hour
    const before = { ...span, to: new Date(Date.now() - 21 * DAY) };
    expect(await replayAlarms(await factsOf(attacked), before)).toEqual([]);
    expect(await replayAlarms(await factsOf(attacked), span, () => true)).toEqual([]);
  });
});

describe('an alarm of the past', () => {
  const at = new Date('2026-10-05T12:00:00Z');
  const later = (days: number) => new Date(at.getTime() + days * DAY);
  const said = (isHit: boolean, days: number) => ({ isHit, givenAt: later(days) });
  const none = { verdicts: [], isAwaited: false };
  const disputes = (count: number, charges: number): PastFact[] =>
    Array.from({ length: count + charges }, (_, index) => ({
      kind: index < count ? 'dispute' : 'charge',
      stripeId: String(index),
      chargeId: null,
      occurredAt: later(3),
      amount: 1n,
      cardCountry: null,
      isHighRisk: false,
    }));
  const truth = (facts: PastFact[], known = none as Parameters<typeof truthOf>[2]) =>
    truthOf({ at, stream: 'refunds' }, facts, known);

  it('was right where people or disputes said so, and false where nobody did', () => {
    expect(truth([], { ...none, verdicts: [said(true, 13)] })).toBe('right');
    expect(truth([], { ...none, verdicts: [said(true, 15)] })).toBe('false');
    expect(truth(disputes(3, 10), { ...none, verdicts: [said(false, 1)] })).toBe('false');
    expect(truth(disputes(3, 10))).toBe('right');
    expect(truth(disputes(2, 10))).toBe('false');
    const warned = disputes(3, 0).map((fact) => ({ ...fact, kind: 'warning' as const }));
    expect(truth(warned)).toBe('right');
    expect(truth([...disputes(2, 12), ...warned.slice(0, 2)])).toBe('false');
    expect(truth(disputes(3, 200))).toBe('false');
    expect(truth([], { ...none, isAwaited: true })).toBe('unknown');
  });
});

it('more than luck makes of a budget is beyond it', () => {
  // Poisson: as many or more.
  expect(isBeyondBudget(3, 1)).toBe(false); // .0803
  expect(isBeyondBudget(4, 1)).toBe(true); // .0190
  expect(isBeyondBudget(55, 44)).toBe(false); // .0606
  expect(isBeyondBudget(56, 44)).toBe(true); // .0456
  expect(isBeyondBudget(0, 0)).toBe(false);
  expect(isBeyondBudget(1, 0)).toBe(true);
  // Where e to the minus of the budget is no number any more.
  expect(isBeyondBudget(1_050, 1_000)).toBe(false); // .0596
  expect(isBeyondBudget(1_054, 1_000)).toBe(true); // .0463
});

describe('a check', () => {
  it('is opened once a month, measures, and says on the overview what is beyond the budget', async () => {
    await checkRiskCalibration(job());
    const [done, ...others] = await readCalibrationChecks(world.as('vera'));
    expect(others).toEqual([]);
    expect(done).toMatchObject({ state: 'done', cases: 2, replayed: 2, tooLarge: 0, askedByName: null });
    const { found } = done ?? {};
    expect(found?.accountYears).toBeCloseTo((2 * 30) / 365, 1);
    const refunds = found?.streams.find(({ stream }) => stream === 'refunds');
    expect(refunds?.false).toBeGreaterThan(0);
    expect(found?.falseAlarms).toBe(found?.streams.reduce((sum, of) => sum + of.false, 0));
    expect(found?.allowed).toBeCloseTo(found?.accountYears ?? 0);
    expect(found?.isBeyond).toBe(true);
    const alarms = () =>
      world.sql`select 1 from alarms where kind = 'risk_calibration_beyond' and closed_at is null`;
    expect(await alarms()).toHaveLength(1);
    await checkRiskCalibration(job());
    expect(await readCalibrationChecks(world.as('vera'))).toHaveLength(1);
    // Somebody says that it was an attack, and asks again: the alarm is over by itself.
    await world.sql`
      insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
        operator_id, given_at)
      values ('rvd_1', 'rfl_1', ${attacked}, 'usd', 'ras_1', 'confirmed', 'x', 'opr_ines', now() - interval '15 days')`;
    await askCalibrationCheck(world.as('ines'), {});
    await expect(askCalibrationCheck(world.as('marek'), {})).rejects.toMatchObject({ code: 'conflict' });
    await checkRiskCalibration(job());
    const [again] = await readCalibrationChecks(world.as('vera'));
    expect(again).toMatchObject({ askedByName: 'ines', found: { falseAlarms: 0, isBeyond: false } });
    expect(again?.found?.streams.find(({ stream }) => stream === 'refunds')?.right).toBeGreaterThan(0);
    expect(await alarms()).toHaveLength(0);
  });

  it('that is stopped keeps nothing and raises nothing, also where its worker is at it', async () => {
    const { riskCalibrationCheckId } = await askCalibrationCheck(world.as('ines'), {});
    const progress = { riskCalibrationCheckId, cases: 2, replayed: 1, tooLarge: 0 };
    expect(await noteCalibrationProgress(job(), progress)).toEqual({ isWanted: true });
    const [running] = await readCalibrationChecks(world.as('vera'));
    expect(running).toMatchObject({ state: 'running', cases: 2, replayed: 1, found: null });
    await stopCalibrationCheck(world.as('marek'), { riskCalibrationCheckId });
    expect(await noteCalibrationProgress(job(), progress)).toEqual({ isWanted: false });
    const alarms = { refunds: { right: 0, false: 50, unknown: 0 } };
    const late = { riskCalibrationCheckId, accountYears: 1, alarms };
    expect(await endCalibrationCheck(job(), late)).toEqual({ isBeyond: false });
    await checkRiskCalibration(job());
    const [stopped] = await readCalibrationChecks(world.as('vera'));
    expect(stopped).toMatchObject({ riskCalibrationCheckId, state: 'stopped', found: null });
    await expect(stopCalibrationCheck(world.as('marek'), { riskCalibrationCheckId })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('that a stopped worker left is replayed by the next one', async () => {
    const { riskCalibrationCheckId } = await askCalibrationCheck(world.as('ines'), {});
    await checkRiskCalibration(job(), AbortSignal.abort());
    const state = async () => (await readCalibrationChecks(world.as('vera')))[0];
    expect(await state()).toMatchObject({ riskCalibrationCheckId, state: 'running' });
    await checkRiskCalibration(job());
    expect(await state()).toMatchObject({ riskCalibrationCheckId, state: 'done' });
  });
});
