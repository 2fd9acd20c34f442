import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAND_EFFECTS } from './band-effects.ts';
import { BANDS, compareBands } from './bands.ts';
import { nextDueAt, scoreSegment, type SegmentInputs } from './scorecard.ts';
import * as card from './scorecard-data.ts';

const AT = '2026-11-22T00:00:00.000Z';

const inputs = (overrides: Partial<SegmentInputs> = {}): SegmentInputs => ({
  at: AT,
  country: 'DE',
  merchantCategoryCode: '5651',
  accountAgeDays: 400,
  requirementState: 'clear',
  disabledReason: null,
  setbacks: 0,
  destinationChangedDays: null,
  isDestinationAbroad: false,
  destinationSharedWith: 0,
  declaredValue: 20_000,
  seenValue: 10_000,
  pastDue: 0,
  currentlyDue: 0,
  eventuallyDue: 0,
  ...overrides,
});

const COUNTRY_ORDER = ['DE', 'BR', null, 'KW', 'MM'];
const CATEGORY_ORDER = ['5651', null, '5732', '4722'];
const STATE_ORDER = ['clear', 'due', 'past_due', 'restricted'] as const;

const anything = fc.record({
  at: fc.constant(AT),
  country: fc.constantFrom(...COUNTRY_ORDER),
  merchantCategoryCode: fc.constantFrom(...CATEGORY_ORDER),
  accountAgeDays: fc.nat(800),
  requirementState: fc.constantFrom(...STATE_ORDER),
  disabledReason: fc.constant(null),
  setbacks: fc.nat(8),
  hasDestination: fc.boolean(),
  destinationChangedDays: fc.option(fc.nat(200)),
  isDestinationAbroad: fc.boolean(),
  destinationSharedWith: fc.nat(6),
  declaredValue: fc.option(fc.nat(3_000_000)),
  seenValue: fc.nat(3_000_000),
  pastDue: fc.nat(3),
  currentlyDue: fc.nat(3),
  eventuallyDue: fc.nat(3),
});

/** Each of these is more risk, whatever else is so. */
const WORSE: Record<string, (one: SegmentInputs, by: number) => SegmentInputs> = {
  country: (one, by) => ({ ...one, country: later(COUNTRY_ORDER, one.country, by) }),
  category: (one, by) => ({
    ...one,
    merchantCategoryCode: later(CATEGORY_ORDER, one.merchantCategoryCode, by),
  }),
  requirements: (one, by) => ({ ...one, requirementState: later(STATE_ORDER, one.requirementState, by) }),
  younger: (one, by) => ({ ...one, accountAgeDays: Math.max(0, one.accountAgeDays - by) }),
  setbacks: (one, by) => ({ ...one, setbacks: one.setbacks + by }),
  'newer destination': (one, by) => ({
    ...one,
    destinationChangedDays: Math.max(0, (one.destinationChangedDays ?? 1_000) - by),
  }),
  abroad: (one) => ({ ...one, isDestinationAbroad: true }),
  shared: (one, by) => ({ ...one, destinationSharedWith: one.destinationSharedWith + by }),
  'more volume': (one, by) => ({ ...one, seenValue: one.seenValue + by * 5_000 }),
  'less declared': (one, by) => ({
    ...one,
    declaredValue: one.declaredValue === null ? null : Math.max(1, one.declaredValue - by * 5_000),
  }),
};

function later<Value>(order: readonly Value[], value: Value, by: number): Value {
  return order[Math.min(order.length - 1, order.indexOf(value) + by)] ?? value;
}

describe('the scorecard', () => {
  it.each(Object.keys(WORSE))('never gives fewer points or a looser band for more risk: %s', (name) => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 400 }), (one, by) => {
        fc.pre(name !== 'less declared' || (one.declaredValue ?? 0) > 0);
        const [before, after] = [scoreSegment(one), scoreSegment(WORSE[name]?.(one, by) ?? one)];
        expect(after.points).toBeGreaterThanOrEqual(before.points);
        expect(compareBands(after.band, before.band)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.keys(WORSE))('sees %s', (name) => {
    const bands = fc
      .sample(anything, { numRuns: 300, seed: 7 })
      .map((one) => scoreSegment(WORSE[name]?.(one, 300) ?? one).points - scoreSegment(one).points);
    expect(Math.max(...bands)).toBeGreaterThan(0);
  });

  it('adds the points of its items up, each with words and a source', () => {
    fc.assert(
      fc.property(anything, (one) => {
        const { points, items } = scoreSegment(one);
        expect(points).toBe(items.reduce((sum, item) => sum + item.points, 0));
        expect(items).toHaveLength(9);
        for (const { text, source } of items)
          expect(Math.min(text.length, source.length)).toBeGreaterThan(10);
      }),
    );
  });

  it('comes to the same bytes from what is stored', () => {
    fc.assert(
      fc.property(anything, (one) => {
        const again = JSON.parse(JSON.stringify(one)) as SegmentInputs;
        expect(JSON.stringify(scoreSegment(again))).toBe(JSON.stringify(scoreSegment(one)));
      }),
    );
  });

  it.each<[string, Partial<SegmentInputs>, string]>([
    ['an old seller who takes what it declared', {}, 'low'],
    [
      'a new one',
      { accountAgeDays: 3, declaredValue: null, merchantCategoryCode: null, seenValue: 0 },
      'medium',
    ],
    [
      'a new one in travel who takes three times as much',
      { accountAgeDays: 20, merchantCategoryCode: '4722', seenValue: 60_001 },
      'high',
    ],
    [
      'who also has another bank account that a stranger has, too',
      {
        accountAgeDays: 20,
        merchantCategoryCode: '4722',
        seenValue: 60_001,
        destinationChangedDays: 1,
        destinationSharedWith: 1,
      },
      'severe',
    ],
  ])('puts %s into the band it was made for', (_, overrides, band) => {
    expect(scoreSegment(inputs(overrides)).band).toBe(band);
  });

  it('tells nothing of a bank account that is not there, for the same points', () => {
    const destinationOf = (overrides: Partial<SegmentInputs>) =>
      scoreSegment(inputs(overrides))
        .items.filter(({ item }) => item.startsWith('destination'))
        .map(({ points, text }) => `${String(points)} ${text}`);
    expect(destinationOf({ hasDestination: false })).toEqual([
      '0 has no bank account or card now',
      '0 is paid out in no country now, without a bank account or card',
      '0 has no bank account that another connected account could share',
    ]);
    // One that came and went was there.
    expect(destinationOf({ hasDestination: false, destinationChangedDays: 3 })[0]).toBe(
      '6 got another bank account or card in the last 7 days',
    );
    expect(destinationOf({ hasDestination: true })).toEqual([
      '0 got no other bank account or card in the last 90 days',
      '0 is paid out in its own country or within the European Economic Area',
      '0 shares its bank account with no other connected account',
    ]);
    fc.assert(
      fc.property(anything, (one) => {
        const [has, none] = [true, false].map((hasDestination) => scoreSegment({ ...one, hasDestination }));
        expect([none?.points, none?.band]).toEqual([has?.points, has?.band]);
      }),
    );
  });

  it('gives what was stored before it knew of that the same points, item by item', () => {
    // As it stands in a database from before, with the points that stood beside it.
    const stored =
      '{"at":"2026-11-22T00:00:00.000Z","country":"BR","merchantCategoryCode":null,"accountAgeDays":40,"requirementState":"due","disabledReason":null,"setbacks":1,"destinationChangedDays":10,"isDestinationAbroad":true,"destinationSharedWith":1,"declaredValue":null,"seenValue":12000,"pastDue":0,"currentlyDue":1,"eventuallyDue":2}';
    const { items, band } = scoreSegment(JSON.parse(stored) as SegmentInputs);
    expect([items.map(({ points }) => points), band]).toEqual([[3, 3, 5, 1, 1, 4, 2, 4, 4], 'high']);
    const quiet = scoreSegment(inputs({ destinationChangedDays: null }));
    expect(quiet.items.map(({ text }) => text).join()).not.toContain('no bank account or card now');
  });

  it('gives no points for what stands outside it', () => {
    for (const overrides of [
      { country: 'KP' },
      { merchantCategoryCode: '7995' },
      { disabledReason: 'listed' },
    ]) {
      const { outside, items } = scoreSegment(inputs(overrides));
      expect(outside).toHaveLength(1);
      expect(items.map(({ text }) => text).join()).not.toContain('sanction');
    }
    expect(scoreSegment(inputs()).outside).toEqual([]);
  });

  it('asks for deeper verification the stricter the band, once there is volume', () => {
    const { owed } = scoreSegment(
      inputs({ seenValue: 20_000, declaredValue: 20_000, eventuallyDue: 2, currentlyDue: 1 }),
    );
    expect(owed.low).toBeNull();
    expect(owed.medium).toBeNull();
    expect(owed.high).toContain('owes Stripe an answer');
    expect(owed.severe).toContain('owes Stripe 2 answers');
    expect(scoreSegment(inputs({ seenValue: 0, eventuallyDue: 2 })).owed.severe).toBeNull();
  });

  it('is looked at again each day, and each hour while money comes in', () => {
    const hours = (seenValue: number) =>
      (nextDueAt(inputs({ seenValue })).getTime() - Date.parse(AT)) / 3_600_000;
    expect([hours(0), hours(1)]).toEqual([24, 1]);
  });
});

describe('a volume that nobody declared', () => {
  const volumeOf = (declaredValue: number | null, seenValue: number): number =>
    scoreSegment(inputs({ declaredValue, seenValue })).items.find(({ item }) => item === 'volume')?.points ??
    0;
  const declared = fc.integer({ min: 1, max: 5_000_000 });

  it('is scored no better than any declaration, where much comes in', () => {
    fc.assert(
      fc.property(anything, declared, fc.nat(5_000_000), (one, declaredValue, more) => {
        const seenValue = card.UNDECLARED_WORST_FROM + more;
        const told = scoreSegment({ ...one, declaredValue, seenValue });
        for (const untold of [null, 0]) {
          const silent = scoreSegment({ ...one, declaredValue: untold, seenValue });
          expect(silent.points).toBeGreaterThanOrEqual(told.points);
          expect(compareBands(silent.band, told.band)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is scored worse than one that is kept, however little comes in', () => {
    fc.assert(
      fc.property(declared, fc.double({ min: 0, max: 1, noNaN: true }), (declaredValue, share) => {
        const seenValue = Math.floor(declaredValue * share);
        expect(volumeOf(null, seenValue)).toBeGreaterThan(volumeOf(declaredValue, seenValue));
      }),
    );
  });

  it.each([
    [10_000, 3],
    [25_000, 10],
    [card.UNDECLARED_WORST_FROM, Infinity],
  ])('of %i USD in 30 days and more is as bad as one that is exceeded up to %d times', (from, times) => {
    fc.assert(
      fc.property(declared, fc.nat(5_000_000), (declaredValue, more) => {
        const seenValue = from + more;
        fc.pre(seenValue <= declaredValue * times);
        expect(volumeOf(null, seenValue)).toBeGreaterThanOrEqual(volumeOf(declaredValue, seenValue));
      }),
    );
  });
});

describe('its data', () => {
  it('rises and falls as it says', () => {
    for (const item of Object.values(card)) {
      if (typeof item !== 'object' || !('steps' in item)) continue;
      const froms = item.steps.map(({ from }) => from);
      expect(froms).toEqual(froms.toSorted((a, b) => a - b));
      expect(froms[0]).toBe(0);
      const points = item.steps.map((step) => step.points);
      const sorted = points.toSorted((a, b) => (item.direction === 'rising' ? a - b : b - a));
      expect(points).toEqual(sorted);
    }
  });

  it('expects more loss and does more in a stricter band', () => {
    const steps = card.BAND_STEPS;
    expect(steps.map(({ band }) => band)).toEqual(BANDS);
    for (const [index, band] of BANDS.entries()) {
      const [one, next] = [BAND_EFFECTS[band], BAND_EFFECTS[BANDS[index + 1] ?? band]];
      expect(next.delayHours).toBeGreaterThanOrEqual(one.delayHours);
      expect(next.reservePercent).toBeGreaterThanOrEqual(one.reservePercent);
      expect(next.reserveDays).toBeGreaterThanOrEqual(one.reserveDays);
      expect(steps[index + 1]?.expectedLossBp ?? Infinity).toBeGreaterThan(steps[index]?.expectedLossBp ?? 0);
    }
  });
});
