import { describe, expect, it } from 'vitest';
import { logOddsOf } from './boosted-trees.ts';
import { fitBoostedTrees } from './fit-boosted-trees.ts';
import { fitIsolationForest } from './fit-isolation-forest.ts';
import { fitLogistic } from './fit-logistic.ts';
import { isolationScores } from './isolation-forest.ts';
import { logisticLogOdds } from './logistic.ts';
import { modelHash, modelText, parseModel, type Model } from './model-text.ts';
import { seededRandom } from './seeded-random.ts';

const ROWS = 500;
const COLUMNS = 3;
const random = seededRandom(3);
const x = Float64Array.from({ length: ROWS * COLUMNS }, () => Math.tan(3 * (random() - 0.5)));
const hits = Uint8Array.from({ length: ROWS }, (_, row) => ((x[row * COLUMNS] ?? 0) + random() > 1 ? 1 : 0));
const weights = new Float64Array(ROWS).fill(1);
const rows = { x, rows: ROWS, columns: COLUMNS, hits, weights };

const fits: Record<Model['kind'], () => Model> = {
  isolation_forest: () => fitIsolationForest(x, ROWS, COLUMNS, { seed: 9 }),
  boosted_trees: () => fitBoostedTrees(rows, { rounds: 20, rate: 0.1, depth: 4, ridge: 1, hessianMin: 1 }),
  logistic: () => fitLogistic({ ...rows, targets: Float64Array.from(hits) }, { ridge: 1 }),
};

function scores(model: Model): Float64Array {
  const row = (at: number): Float64Array => x.subarray(at * COLUMNS, (at + 1) * COLUMNS);
  switch (model.kind) {
    case 'isolation_forest':
      return isolationScores(model, x, ROWS);
    case 'boosted_trees':
      return Float64Array.from({ length: ROWS }, (_, at) => logOddsOf(model, row(at)));
    case 'logistic':
      return Float64Array.from({ length: ROWS }, (_, at) => logisticLogOdds(model, row(at)));
  }
}

const bytes = (values: Float64Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

describe.each(Object.entries(fits))('%s as text', (kind, fit) => {
  const text = modelText(fit());
  const hash = modelHash(text);
  const sound = JSON.parse(text) as Record<string, unknown>;

  /** Reads a changed model under its own hash, so that it is the content that is refused. */
  const read = (change: Record<string, unknown>): Model => {
    const changed = JSON.stringify({ ...sound, ...change });
    return parseModel(changed, modelHash(changed));
  };

  it('is the same text for the same rows and seed', () => {
    expect(modelText(fit())).toBe(text);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads back to a model that scores with the same bits', () => {
    const parsed = parseModel(text, hash);
    expect(parsed.kind).toBe(kind);
    expect(bytes(scores(parsed)).equals(bytes(scores(fit())))).toBe(true);
    expect(modelText(parsed)).toBe(text);
  });

  it('is refused when it is not the text that was stored', () => {
    expect(() => parseModel(text.replace(/\d(?=\D*$)/, '7'), hash)).toThrow(/stored/);
    expect(() => parseModel(text.slice(0, -1), modelHash(text.slice(0, -1)))).toThrow(SyntaxError);
  });

  it('is refused in another format, with unknown or missing parts, or in another spelling', () => {
    expect(read({})).toBeDefined();
    expect(() => read({ format: 2 })).toThrow();
    expect(() => read({ depth: 3 })).toThrow();
    expect(() => read({ columns: undefined })).toThrow();
    const spaced = JSON.stringify(sound, null, 1);
    expect(() => parseModel(spaced, modelHash(spaced))).toThrow(/as it was read/);
  });

  it('is refused when a part does not fit the others', () => {
    if (kind === 'logistic') {
      expect(() => read({ slope: [1] })).toThrow(/slope/);
      return;
    }
    const nodes = sound['nodes'] as Record<string, number[]>;
    const withNodes = (change: Record<string, number[] | undefined>) =>
      expect(() => read({ nodes: { ...nodes, ...change } }));
    withNodes({ left: nodes['left']?.with(0, 0) }).toThrow(/behind/); // a walk without end
    withNodes({ left: nodes['left']?.with(0, 1e6) }).toThrow(/behind/);
    withNodes({ feature: nodes['feature']?.with(0, COLUMNS) }).toThrow(/column/);
    withNodes({ value: nodes['value']?.slice(1) }).toThrow(/parts/);
    withNodes({ roots: nodes['roots']?.with(1, 0) }).toThrow(/after another/);
    if (kind === 'boosted_trees')
      expect(() => read({ cover: (sound['cover'] as number[]).with(0, 0) })).toThrow(/weight/);
  });
});

it('a number that JSON cannot carry is refused when it is written', () => {
  const model: Model = {
    kind: 'logistic',
    columns: 1,
    base: NaN,
    center: Float64Array.of(0),
    slope: Float64Array.of(0),
  };
  expect(() => modelText(model)).toThrow(/JSON/);
  expect(() => modelText({ ...model, base: -0 })).toThrow(/JSON/);
});

it('boosted trees that are deeper than their contributions can follow are refused', () => {
  const deep = {
    base: 0,
    columns: 1,
    cover: new Array<number>(11).fill(1),
    format: 1,
    kind: 'boosted_trees',
    nodes: {
      feature: [0, -1, 0, -1, 0, -1, 0, -1, 0, -1, -1],
      left: [1, 0, 3, 0, 5, 0, 7, 0, 9, 0, 0],
      roots: [0],
      threshold: new Array<number>(11).fill(0),
      value: new Array<number>(11).fill(0),
    },
  };
  const text = JSON.stringify(deep);
  expect(() => parseModel(text, modelHash(text))).toThrow(/deep/);
});
