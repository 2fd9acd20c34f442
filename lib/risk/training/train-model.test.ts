import { expect, it } from 'vitest';
import { fitBoostedTrees } from '../models/fit-boosted-trees.ts';
import { modelHash, modelText, parseModel } from '../models/model-text.ts';
import { seededRandom } from '../models/seeded-random.ts';
import { trainModel } from './train-model.ts';

const random = seededRandom(1);
const COLUMNS = 4;

function someRows(rows: number) {
  const x = Float64Array.from({ length: rows * COLUMNS }, () => random());
  const hits = Uint8Array.from({ length: rows }, (_, row) => ((x[row * COLUMNS] ?? 0) > 0.7 ? 1 : 0));
  return { x, rows, columns: COLUMNS, hits, weights: new Float64Array(rows).fill(1) };
}

const options = { rounds: 20, rate: 0.1, depth: 3, ridge: 1, hessianMin: 1 };

it('a thread fits the very model that the fit gives here, and tells how far it is', async () => {
  const rows = someRows(500);
  const shares: number[] = [];
  const text = await trainModel(
    { kind: 'boosted_trees', rows, options },
    { onProgress: (share) => shares.push(share) },
  );
  expect(text).toBe(modelText(fitBoostedTrees(rows, options)));
  expect(shares).toEqual(Array.from({ length: 20 }, (_, round) => (round + 1) / 20));
});

it('every kind of model can be trained', async () => {
  const rows = someRows(300);
  for (const order of [
    { kind: 'logistic', rows, options: { ridge: 1 } },
    {
      kind: 'isolation_forest',
      rows: { x: rows.x, rows: rows.rows, columns: COLUMNS },
      options: { seed: 2 },
    },
  ] as const) {
    const text = await trainModel(order);
    expect(parseModel(text, modelHash(text)).kind).toBe(order.kind);
  }
});

it('a training that is stopped ends with the reason, after its first sign of life or before it began', async () => {
  const stop = new AbortController();
  const reason = new Error('the registry was closed');
  const long = {
    kind: 'boosted_trees',
    rows: someRows(2_000),
    options: { ...options, rounds: 20_000 },
  } as const;
  const shares: number[] = [];
  const training = trainModel(long, {
    signal: stop.signal,
    onProgress: (share) => {
      shares.push(share);
      stop.abort(reason);
    },
  });
  await expect(training).rejects.toBe(reason);
  expect(shares.length).toBeGreaterThan(0);
  await expect(trainModel(long, { signal: stop.signal })).rejects.toBe(reason);
});

it('what the fit refuses is refused here', async () => {
  const rows = { ...someRows(50), hits: new Uint8Array(50) };
  await expect(trainModel({ kind: 'boosted_trees', rows, options })).rejects.toThrow(/hits and misses/);
});
