/** Least risk first: a later one is stricter. */
export const BANDS = ['low', 'medium', 'high', 'severe'] as const;
export type Band = (typeof BANDS)[number];

/** Below zero when `one` is looser than `other`, above when it is stricter. */
export function compareBands(one: Band, other: Band): number {
  return BANDS.indexOf(one) - BANDS.indexOf(other);
}
