import { describe, expect, expectTypeOf, it } from 'vitest';
import { baselineCount } from './count-baseline.ts';
import { countTail } from './count-tail.ts';
import type { RateAlarm } from './rate-alarm.ts';
import type { StreamName } from './streams.ts';
import { HOURS_OF_WEEK, velocitySignal, weekProfile, type VelocitySignal } from './velocity.ts';

const prior = { shape: 20, days: 1, dispersion: 0.09 };
const even = new Float64Array(HOURS_OF_WEEK).fill(1);

describe('the tail of a count', () => {
  it('is the sum of negative binomial probabilities', () => {
    const [mean, dispersion, observed] = [20, 0.09, 40];
    const size = 1 / dispersion;
    let probability = (size / (mean + size)) ** size;
    let below = 0;
    for (let count = 0; count < observed; count += 1) {
      below += probability;
      probability *= ((count + size) / (count + 1)) * (mean / (mean + size));
    }
    expect(countTail(observed, 24, { mean, dispersion }).logTail).toBeCloseTo(Math.log(1 - below), 9);
  });

  it('is wide where days differ: twice the usual is one day in a hundred, not one in a million', () => {
    const honest = countTail(200, 24, { mean: 100, dispersion: 0.09 }).logTail;
    const poisson = countTail(200, 24, { mean: 100, dispersion: 0 }).logTail;
    expect(honest).toBeGreaterThan(Math.log(1e-3));
    expect(poisson).toBeLessThan(Math.log(1e-16));
  });

  it('two days average what differs between days', () => {
    const asOneDay = countTail(400, 24, { mean: 200, dispersion: 0.09 }).logTail;
    expect(countTail(400, 48, { mean: 200, dispersion: 0.09 }).logTail).toBeLessThan(1.5 * asOneDay);
  });

  it('nothing seen is no surprise, and anything where nothing can be is the greatest', () => {
    expect(countTail(0, 1, { mean: 3, dispersion: 0.09 }).logTail).toBe(0);
    expect(countTail(1, 1, { mean: 0, dispersion: 0.09 }).logTail).toBe(-Infinity);
  });
});

describe('a usual day', () => {
  it('is the prior without days, the account afterwards', () => {
    expect(baselineCount([], prior)).toEqual({ mean: 20, dispersion: 0.09 });
    expect(baselineCount(new Array<number>(200).fill(100), prior).mean).toBeCloseTo(100, -1);
  });

  it('weekdays do not count as noise, days that differ by half do', () => {
    const week = [100, 100, 100, 100, 100, 20, 20];
    const regular = Array.from({ length: 140 }, (_, day) => week[day % 7] ?? 0);
    const wild = Array.from({ length: 140 }, (_, day) => (Math.floor(day / 7) % 2 === 0 ? 50 : 150));
    expect(baselineCount(regular, prior).dispersion).toBeLessThan(0.05);
    expect(baselineCount(wild, prior).dispersion).toBeGreaterThan(0.3);
  });
});

describe('velocity', () => {
  const baseline = { mean: 48, dispersion: 0.09 };

  it('names the least probable window, measured by the hour of the week', () => {
    const hourly = Uint32Array.from([...new Array<number>(46).fill(2), 20, 20]);
    expect(velocitySignal(hourly, 10, baseline, even)).toMatchObject({ hours: 2, observed: 40, expected: 4 });
    const counts = new Float64Array(HOURS_OF_WEEK).fill(1_000);
    counts[9] = 20_000;
    counts[10] = 20_000;
    const busy = velocitySignal(hourly, 10, baseline, weekProfile(counts));
    expect(busy.logTail).toBeGreaterThan(Math.log(0.01));
  });

  it('reaches over the end of the week', () => {
    const counts = new Float64Array(HOURS_OF_WEEK).fill(1_000);
    counts[167] = 50_000;
    const hourly = Uint32Array.from([30, 1]);
    expect(velocitySignal(hourly, 0, baseline, weekProfile(counts)).logTail).toBeGreaterThan(Math.log(0.05));
  });

  it('cannot say that it is an alarm, and has no stream to be one in', () => {
    expectTypeOf<VelocitySignal>().not.toExtend<RateAlarm>();
    expectTypeOf<keyof VelocitySignal>().toEqualTypeOf<'hours' | 'observed' | 'expected' | 'logTail'>();
    expectTypeOf<'velocity'>().not.toExtend<StreamName>();
    expect(Object.keys(velocitySignal(new Uint32Array(0), 0, baseline, even))).not.toContain('isAlarm');
  });
});
