import type { BoostedTreesOptions, TrainingRows } from '../models/fit-boosted-trees.ts';

/** What a training thread is asked to fit. */
export type TrainingOrder =
  | { kind: 'boosted_trees'; rows: TrainingRows; options: BoostedTreesOptions }
  | { kind: 'logistic'; rows: TrainingRows; options: { ridge: number } }
  | {
      kind: 'isolation_forest';
      rows: Pick<TrainingRows, 'x' | 'rows' | 'columns'>;
      options: { seed: number; trees?: number; sample?: number };
    };

/** What it says: a share between 0 and 1 as often as it likes, then the text of the model once. */
export type TrainingNews = { progress: number } | { text: string };
