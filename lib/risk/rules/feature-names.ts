import { assert } from '../../assert.ts';
import { RISK_FEATURES } from '../features/feature-columns.ts';

export type FeatureName = keyof typeof RISK_FEATURES;

/** In the order in which decisions store them; an older decision has stored fewer, of the same order. */
export const FEATURE_NAMES = Object.keys(RISK_FEATURES) as FeatureName[]; // of this very object

const PLACES = new Map<string, number>(FEATURE_NAMES.map((name, place) => [name, place]));

/**
 * Where the features of a model stand among those of a decision; null where this version does not make one of them. A model names its
 * features, so one that was trained before there were others goes on scoring with the same bits.
 */
export function featureColumns(names: unknown): readonly number[] | null {
  if (!Array.isArray(names)) return null;
  const columns = names.map((name: unknown) => PLACES.get(String(name)) ?? -1);
  return columns.includes(-1) ? null : columns;
}

/** Whether a decision saw all these features; one of long ago was made before some. */
export function hasSeen(features: readonly number[], names: readonly string[]): boolean {
  return names.every((name) => (PLACES.get(name) ?? Infinity) < features.length);
}

/** A model's row of what a decision saw, in the order of the model's columns. */
export function featureRow(features: readonly number[], names: readonly string[]): Float64Array {
  return Float64Array.from(names, (name) => {
    const value = features[PLACES.get(name) ?? -1];
    assert(value !== undefined, 'nothing is decided by half of what a model asks for');
    return value;
  });
}
