/** Fewer cases than these teach nothing that a person would not know better. */
export const HITS_MIN = 20;

/** The newest fifth is not learned from: a model is measured on what came after it. */
export const LEARNED_SHARE = 0.8;

/** What is known of the decisions that a model would be made of; `learned` of the older ones, `measured` of the newest. */
export type LabelCounts = {
  readonly all: number;
  readonly hits: number;
  readonly reviewed: number;
  readonly learned: number;
  readonly learnedHits: number;
  readonly measuredHits: number;
};

type Labelled = { readonly isHit: boolean; readonly isReviewed: boolean };

/** Whoever comes later is never learned from. @param rows oldest first */
export function splitByTime<Row>(rows: readonly Row[]): {
  learned: readonly Row[];
  measured: readonly Row[];
} {
  const at = Math.floor(rows.length * LEARNED_SHARE);
  return { learned: rows.slice(0, at), measured: rows.slice(at) };
}

export const countHits = (rows: readonly Labelled[]): number => rows.filter(({ isHit }) => isHit).length;

/** @param rows oldest first */
export function countLabels(rows: readonly Labelled[]): LabelCounts {
  const { learned, measured } = splitByTime(rows);
  return {
    all: rows.length,
    hits: countHits(rows),
    reviewed: rows.filter(({ isReviewed }) => isReviewed).length,
    learned: learned.length,
    learnedHits: countHits(learned),
    measuredHits: countHits(measured),
  };
}

/** Why nothing can be learned yet, in a sentence; null when it can. */
export function tooLittleToLearn(known: LabelCounts): string | null {
  const { all, hits, learned, learnedHits, measuredHits } = known;
  if (learnedHits >= HITS_MIN && learned - learnedHits >= HITS_MIN && measuredHits > 0) return null;
  return `There are ${String(hits)} decisions that proved right and ${String(all - hits)} that proved wrong. A model needs ${String(HITS_MIN)} of each among the older four fifths, and one that proved right among the newest, to be measured on. Until then the cold start decides.`;
}
