import { describe, expect, it } from 'vitest';
import { CALIBRATION } from './calibration.ts';
import { rateAlarm } from './rate-alarm.ts';
import { rateEvidence } from './rate-evidence.ts';
import { FALSE_PAUSE_BUDGET, thresholdOf } from './thresholds.ts';

const usual = { rate: 0.04, strength: 800, trialsPerDay: 25 };

/** `count` outcomes of which every `every`-th is a hit, oldest first. */
function every(every: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => ((index + 1) % every === 0 ? 1 : 0));
}

describe('a rate alarm', () => {
  it('names the window, what was seen in it, what is usual, and where it began', () => {
    const outcomes = Uint8Array.from([...every(25, 395), ...every(4, 60)]);
    const alarm = rateAlarm(outcomes, usual, 'refunds');
    expect(alarm).toMatchObject({ isAlarm: true, window: 57, observed: 15, since: 398 });
    expect(alarm.expected).toBeCloseTo(57 * 0.04, 10);
    expect(outcomes[alarm.since]).toBe(1);
    expect(alarm.statistic).toBeGreaterThan(alarm.threshold);
  });

  it('finds a sharp surge in few charges and a mild one in many: no single window does both', () => {
    const sharp = Uint8Array.from([...every(25, 500), 1, 1, 0, 1, 1, 1, 0, 1]);
    const mild = Uint8Array.from(every(9, 504));
    expect(rateAlarm(sharp, usual, 'refunds')).toMatchObject({ isAlarm: true, window: 9 });
    expect(rateAlarm(mild, usual, 'refunds')).toMatchObject({ isAlarm: true });
    expect(rateAlarm(mild, usual, 'refunds').window).toBeGreaterThan(400);
    expect(rateAlarm(mild.subarray(-100), usual, 'refunds').isAlarm).toBe(false);
  });

  it('allows an honest account to drift a quarter above what was usual, for ever', () => {
    const busy = { rate: 0.2, strength: 2_000, trialsPerDay: 25 };
    expect(rateEvidence(Uint8Array.from(every(4, 512)), busy).statistic).toBeLessThan(3);
  });

  it('looks at the newest 512 and at nothing before', () => {
    const outcomes = Uint8Array.from([...every(1, 500), ...every(25, 512)]);
    expect(rateEvidence(outcomes, usual).statistic).toBeLessThan(2);
  });

  it('needs more evidence from an account with more charges a day', () => {
    expect(thresholdOf('refunds', 250)).toBeGreaterThan(thresholdOf('refunds', 25));
    expect(thresholdOf('refunds', 0)).toBeLessThan(thresholdOf('refunds', 25));
    expect(Number.isFinite(thresholdOf('refunds', 0))).toBe(true);
  });
});

describe('tiny accounts', () => {
  const unknown = { rate: 0.04, strength: 50, trialsPerDay: 1 };

  it.each([[[]], [[1]], [[1, 1]], [[0, 1, 1]], [[1, 0, 0, 0, 0, 0, 0, 0, 1]]])(
    'two refunds or fewer are no alarm, however few the charges: %j',
    (outcomes) => {
      const alarm = rateAlarm(Uint8Array.from(outcomes), unknown, 'refunds');
      expect(alarm).toMatchObject({ isAlarm: false, statistic: 0, window: 0, observed: 0 });
    },
  );

  it('seven charges are too few to judge, even when all are refunded', () => {
    expect(rateAlarm(new Uint8Array(7).fill(1), unknown, 'refunds').isAlarm).toBe(false);
    expect(rateAlarm(new Uint8Array(9).fill(1), unknown, 'refunds').isAlarm).toBe(true);
  });

  it('a baseline of few trials is doubted: the same outcomes say less than against a known account', () => {
    const outcomes = Uint8Array.from([...every(25, 50), ...every(4, 40)]);
    const known = rateEvidence(outcomes, { ...unknown, strength: 2_000 }).statistic;
    expect(rateEvidence(outcomes, unknown).statistic).toBeLessThan(0.7 * known);
  });
});

it('all streams together stay within one false pause a year', () => {
  const budgets = Object.values(CALIBRATION.budget);
  expect(budgets.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(FALSE_PAUSE_BUDGET);
  expect(Math.min(...budgets)).toBeGreaterThan(0);
  expect(Object.keys(CALIBRATION.thresholds)).toEqual(Object.keys(CALIBRATION.budget));
});
