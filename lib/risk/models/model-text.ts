import { createHash } from 'node:crypto';
import { z } from 'zod';
import { assert } from '#lib/assert.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import type { IsolationForest } from './isolation-forest.ts';
import type { Logistic } from './logistic.ts';
import { DEPTH_MAX } from './tree-contributions.ts';
import { LEAF, type TreeNodes } from './tree-nodes.ts';

export type Model = IsolationForest | BoostedTrees | Logistic;

/** Goes up when a text of before would be read as another model. */
const FORMAT = 1;

/** -0 would be read back as 0, and what is not finite as `null`. */
function plain(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Int32Array) return Array.from(value, plain);
  if (typeof value !== 'number') return value;
  assert(Number.isFinite(value) && !Object.is(value, -0), 'a model holds numbers that JSON can carry');
  return value;
}

/** One text for one model: keys in the order of the alphabet, numbers in the shortest form that reads back the same. */
export function modelText(model: Model): string {
  return JSON.stringify({ ...model, format: FORMAT }, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Array.isArray(value))
      return plain(value);
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** SHA-256 of the model's text, in hexadecimal digits. */
export function modelHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const columns = z.int().positive();
const integers = z.array(z.int32()).transform((values) => Int32Array.from(values));
const numbers = z.array(z.number()).transform((values) => Float64Array.from(values));
const nodes = z.strictObject({
  roots: integers,
  feature: integers,
  threshold: numbers,
  left: integers,
  value: numbers,
});
const format = z.literal(FORMAT);
const calibration = z.strictObject({ slope: z.number().positive(), intercept: z.number() }).optional();
const modelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ format, kind: z.literal('isolation_forest'), columns, sample: z.int().min(2), nodes }),
  z.strictObject({
    format,
    kind: z.literal('boosted_trees'),
    columns,
    base: z.number(),
    nodes,
    cover: numbers,
    calibration,
  }),
  z.strictObject({
    format,
    kind: z.literal('logistic'),
    columns,
    base: z.number(),
    center: numbers,
    slope: numbers,
    calibration,
  }),
]);

/** Every walk from a root ends at a leaf: children stand behind their parent and within its tree. */
function assertTrees(
  { roots, feature, threshold, left, value }: TreeNodes,
  columns: number,
  depthMax: number,
): void {
  const { length } = feature;
  assert(
    [threshold, left, value].every((values) => values.length === length) &&
      roots.length > 0 &&
      roots[0] === 0,
    'nodes have all their parts',
  );
  const depths = new Int32Array(length);
  for (const [tree, root] of roots.entries()) {
    const end = roots[tree + 1] ?? length;
    assert(root < end, 'trees stand one after another');
    for (let node = root; node < end; node += 1) {
      const asked = feature[node] ?? LEAF;
      const child = left[node] ?? 0;
      assert(asked >= LEAF && asked < columns, 'a node asks about a column that exists');
      if (asked === LEAF) continue;
      assert(child > node && child + 1 < end, 'children stand behind their parent');
      const depth = (depths[node] ?? 0) + 1;
      assert(depth <= depthMax, 'trees are as deep as was allowed');
      depths.fill(depth, child, child + 2);
    }
  }
}

function assertSound(model: Model): void {
  switch (model.kind) {
    case 'isolation_forest':
      assertTrees(model.nodes, model.columns, Infinity);
      break;
    case 'boosted_trees':
      assertTrees(model.nodes, model.columns, DEPTH_MAX);
      assert(
        model.cover.length === model.nodes.value.length && model.cover.every((weight) => weight > 0),
        'every node has a weight',
      );
      break;
    case 'logistic':
      assert(
        [model.center, model.slope].every(({ length }) => length === model.columns),
        'a slope a column',
      );
  }
}

/**
 * The model of a stored text, with the same bits.
 * @param hash as stored beside it
 * @throws when the text is not the one of that hash, is of another format, or is no sound model: none is better than a broken
 */
export function parseModel(text: string, hash: string): Model {
  assert(modelHash(text) === hash, 'the text of a model is the one that was stored');
  const { format: _, ...model } = modelSchema.parse(JSON.parse(text));
  assertSound(model);
  assert(modelText(model) === text, 'a model writes itself as it was read');
  return model;
}
