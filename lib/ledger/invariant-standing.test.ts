import { describe, expect, it } from 'vitest';
import { FULL_STALE_AFTER_HOURS, invariantStanding, STALE_AFTER_MINUTES } from './invariant-standing.ts';
import type { InvariantRun } from './types.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

function run(minutes: number, overrides: Partial<InvariantRun> = {}): InvariantRun {
  return {
    ranAt: minutesAgo(minutes),
    outcome: 'held',
    rowsChecked: 10n,
    findingCount: 0,
    findings: [],
    noteCount: 0,
    notes: [],
    durationMs: 3,
    covers: 'recent',
    coveredFrom: new Date('2026-10-01T00:00:00Z'),
    ...overrides,
  };
}
const full = (minutes: number, outcome: InvariantRun['outcome'] = 'held') =>
  run(minutes, { covers: 'everything', coveredFrom: null, outcome });
const standing = (newest: InvariantRun | null, newestFull: InvariantRun | null) =>
  invariantStanding(newest, newestFull, NOW);

describe('how a promise stands', () => {
  it('is not said before the first check', () => {
    expect(standing(null, null)).toMatchObject({ decidedBy: null, standing: 'never' });
  });

  it('a break that a full check found stays when a timed check, which reads less, holds', () => {
    const broken = full(300, 'broken');
    expect(standing(run(1), broken)).toMatchObject({ decidedBy: broken, standing: 'broken' });
    const mended = full(1);
    expect(standing(mended, mended)).toMatchObject({ decidedBy: mended, standing: 'held' });
  });

  it('a break that a timed check found counts at once', () => {
    const broken = run(1, { outcome: 'broken' });
    expect(standing(broken, full(300))).toMatchObject({ decidedBy: broken, standing: 'broken' });
  });

  it.each([
    [STALE_AFTER_MINUTES, 60, 'held'],
    [STALE_AFTER_MINUTES + 1, 60, 'stale'],
    [1, FULL_STALE_AFTER_HOURS * 60, 'held'],
    [1, FULL_STALE_AFTER_HOURS * 60 + 1, 'stale'],
  ])('checked %i minutes ago, and all rows %i minutes ago: %s', (timed, whole, expected) => {
    expect(standing(run(timed), full(whole)).standing).toBe(expected);
  });

  it('neither a break nor the lack of any answer is softened by age', () => {
    expect(standing(run(1_000, { outcome: 'broken' }), null).standing).toBe('broken');
    expect(standing(run(1, { outcome: 'unknown' }), null).standing).toBe('unknown');
    expect(standing(run(1_000, { outcome: 'unknown' }), null).standing).toBe('stale');
  });
});
