import { describe, expect, it } from 'vitest';
import { textHash } from '../../text-hash.ts';
import { fitBoostedTrees } from '../models/fit-boosted-trees.ts';
import { modelContributions } from '../models/model-log-odds.ts';
import { modelText } from '../models/model-text.ts';
import { seededRandom } from '../models/seeded-random.ts';
import { COLD_START_FEATURES, COLD_START_MODEL } from './cold-start-model.ts';
import { decide, type DecisionInputs } from './decide.ts';
import { FEATURE_NAMES, featureColumns, featureRow, hasSeen } from './feature-names.ts';

/* Decisions see more than when a model was trained: it goes on as it was. */

const random = seededRandom(5);
const features = FEATURE_NAMES.map(() => random() * 3 - 1);

const inputs = (seen: readonly number[]): DecisionInputs => ({
  connectedAccountId: 'acct_1A',
  currency: 'eur',
  decidedAt: '2026-11-22T12:00:00.000Z',
  lookedAt: null,
  lockStrength: 'platform_balance',
  features: seen,
  quantities: {} as DecisionInputs['quantities'], // no rule is asked
  streams: [],
  velocity: null,
  refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 0 },
  money: { payable: '0', runOff: '0', attack: '0' },
});

/** Trees on these columns alone, of rows in which the third and the last say something. */
function trees(columns: number) {
  const rows = 400;
  const x = Float64Array.from({ length: rows * columns }, () => random() * 3 - 1);
  const hits = Uint8Array.from({ length: rows }, (_, row) =>
    Number((x[row * columns + 2] ?? 0) + (x[(row + 1) * columns - 1] ?? 0) > 1),
  );
  const weights = new Float64Array(rows).fill(1);
  return fitBoostedTrees(
    { x, rows, columns, hits, weights },
    { rounds: 20, rate: 0.2, depth: 3, ridge: 1, hessianMin: 1 },
  );
}

describe('a model of before there were more features', () => {
  it('is the cold start, with the hash that decisions have had from the beginning', () => {
    expect(textHash(modelText(COLD_START_MODEL))).toBe(
      'a469faf941570fd9e6965c7f0aaa01afd5d7bd72c8314a13ccdba834e82a3c07',
    );
    expect(FEATURE_NAMES.length).toBeGreaterThan(COLD_START_FEATURES.length);
  });

  it('scores with the same bits, and explains with the same bytes, whatever is seen beside what it asks for', () => {
    const names = FEATURE_NAMES.slice(0, 64);
    const model = trees(names.length);
    const before = modelContributions(model, Float64Array.from(features.slice(0, 64)));
    expect(before.contributions.filter((value) => value !== 0).length).toBeGreaterThan(2);
    const by = { rules: [], model, featureNames: names };
    const now = decide(inputs(features), by);
    expect(now).toEqual(decide(inputs(features.slice(0, 64)), by));
    const added = new Map(now.contributions.map(({ key, value }) => [key, value]));
    for (const [column, name] of names.entries())
      expect(Object.is(added.get(`feature ${name}`) ?? 0, before.contributions[column])).toBe(true);
    expect(now.base).toBe(before.base);
  });

  it('finds its features by name, not by place', () => {
    const names = FEATURE_NAMES.toReversed();
    expect([...featureRow(features, names)]).toEqual(features.toReversed());
    expect(featureColumns(names)?.[0]).toBe(FEATURE_NAMES.length - 1);
    expect(featureColumns([...names, 'another'])).toBeNull();
    expect(featureColumns('charges_1h')).toBeNull();
  });

  it('a later one says nothing of a decision that had not seen what it asks for', () => {
    const old = features.slice(0, 64);
    expect(hasSeen(old, FEATURE_NAMES)).toBe(false);
    expect(hasSeen(old, COLD_START_FEATURES)).toBe(true);
    expect(hasSeen(features, ['another'])).toBe(false);
    const by = { rules: [], model: trees(FEATURE_NAMES.length), featureNames: FEATURE_NAMES };
    expect(() => decide(inputs(old), by)).toThrow('half of what a model asks for');
  });
});
