import type { TrainingRow } from './training-rows.ts';

/** Fewer cases than these teach nothing that a person would not know better. */
export const HITS_MIN = 20;

/** The newest fifth is not learned from: a model is measured on what came after it. */
const LEARNED_SHARE = 0.8;

/** Whoever comes later is never learned from. @param rows oldest first */
export function splitByTime(rows: readonly TrainingRow[]): {
  learned: readonly TrainingRow[];
  measured: readonly TrainingRow[];
} {
  const at = Math.floor(rows.length * LEARNED_SHARE);
  return { learned: rows.slice(0, at), measured: rows.slice(at) };
}

export const countHits = (rows: readonly TrainingRow[]): number => rows.filter(({ isHit }) => isHit).length;

/** Why nothing can be learned yet, in a sentence; null when it can. */
export function tooLittleToLearn(rows: readonly TrainingRow[]): string | null {
  const { learned, measured } = splitByTime(rows);
  const hits = countHits(learned);
  if (hits >= HITS_MIN && learned.length - hits >= HITS_MIN && countHits(measured) > 0) return null;
  const known = countHits(rows);
  return `There are ${String(known)} decisions that proved right and ${String(rows.length - known)} that proved wrong. A model needs ${String(HITS_MIN)} of each among the older four fifths, and one that proved right among the newest, to be measured on. Until then the cold start decides.`;
}
