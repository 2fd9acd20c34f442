import { fitIsolationForest } from '#lib/risk/models/fit-isolation-forest.ts';
import {
  isolationContributions,
  isolationScores,
  type IsolationForest,
} from '#lib/risk/models/isolation-forest.ts';
import { auroc, averagePrecision } from '#lib/risk/models/ranking.ts';
import { anomalySets, type AnomalySet } from './anomaly-sets.ts';
import { startScikitLearn } from './scikit-learn.ts';
import { mean, spread, type Spread } from './spread.ts';

/** One value for each seed; time is the processor's, so that programs beside the bench count less. */
export type ForestRuns = {
  auroc: number[];
  averagePrecision: number[];
  fitMs: number[];
  scoreMs: number[];
};

/** Largest distance of base and contributions from the logarithm of the score, over a hundred rows a set. */
type Explained = { contributionsOff: number };

type Row = { rows: number; columns: number; auroc: number; averagePrecision: number; peerAuroc?: number };

export type ForestResult = {
  seeds: number;
  sets: Record<string, Row>;
  auroc: number;
  averagePrecision: number;
  contributionsOff: number;
  peer:
    | string
    | {
        version: string;
        auroc: number;
        averagePrecision: number;
        /** Ours less scikit-learn's, of the means over all sets. */
        aurocAhead: number;
        /** How many times as fast, of the medians over the seeds of each set. */
        fitTimesAsFast: Spread;
        scoreTimesAsFast: Spread;
      };
};

/** Of all threads of this process, the compiler's and the garbage collector's too. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function contributionsOff(
  forest: IsolationForest,
  { x, rows, columns }: AnomalySet,
  scores: Float64Array,
): number {
  let most = 0;
  for (let row = 0; row < Math.min(rows, 100); row += 1) {
    const { base, contributions } = isolationContributions(
      forest,
      x.subarray(row * columns, (row + 1) * columns),
    );
    const sum = contributions.reduce((total, value) => total + value, base);
    most = Math.max(most, Math.abs(sum - Math.log2(scores[row] ?? NaN)));
  }
  return most;
}

function measure(set: AnomalySet, seeds: number): ForestRuns & Explained {
  const runs: ForestRuns & Explained = {
    contributionsOff: 0,
    auroc: [],
    averagePrecision: [],
    fitMs: [],
    scoreMs: [],
  };
  for (let seed = 0; seed < seeds; seed += 1) {
    const began = processorMs();
    const forest = fitIsolationForest(set.x, set.rows, set.columns, { seed });
    const fitted = processorMs();
    const scores = isolationScores(forest, set.x, set.rows);
    runs.scoreMs.push(processorMs() - fitted);
    runs.fitMs.push(fitted - began);
    runs.contributionsOff = Math.max(runs.contributionsOff, contributionsOff(forest, set, scores));
    runs.auroc.push(auroc(scores, set.hits));
    runs.averagePrecision.push(averagePrecision(scores, set.hits));
  }
  return runs;
}

const median = (values: readonly number[]): number => spread(values, 6).median;
const round = (value: number): number => Number(value.toFixed(4));

/** Fits on all rows without labels; 100 trees of 256 rows; every seed of a set by us, then by the peer. */
export async function measureForest(folder: string, seeds: number): Promise<ForestResult> {
  const peer = await startScikitLearn(seeds);
  const pairs: {
    set: Omit<AnomalySet, 'x' | 'hits'>;
    ours: ForestRuns & Explained;
    theirs: ForestRuns | null;
  }[] = [];
  for await (const set of anomalySets(folder)) {
    if (pairs.length === 0) {
      measure(set, seeds); // once for the compilers of both sides, not counted
      await peer?.measure(set.path);
    }
    const pair = { set, ours: measure(set, seeds), theirs: (await peer?.measure(set.path)) ?? null };
    pairs.push(pair);
    process.stderr.write(
      `${set.name}: AUROC ${round(mean(pair.ours.auroc))}, fit ${median(pair.ours.fitMs).toFixed(1)} ms, score ${median(pair.ours.scoreMs).toFixed(1)} ms` +
        (pair.theirs === null
          ? '\n'
          : `; scikit-learn ${round(mean(pair.theirs.auroc))}, ${median(pair.theirs.fitMs).toFixed(1)} ms, ${median(pair.theirs.scoreMs).toFixed(1)} ms\n`),
    );
  }
  await peer?.end();
  const compared = pairs.flatMap(({ ours, theirs }) => (theirs === null ? [] : [{ ours, theirs }]));
  const ours = round(mean(pairs.map((pair) => mean(pair.ours.auroc))));
  return {
    seeds,
    sets: Object.fromEntries(
      pairs.map(({ set, ours, theirs }) => [
        set.name,
        {
          rows: set.rows,
          columns: set.columns,
          auroc: round(mean(ours.auroc)),
          averagePrecision: round(mean(ours.averagePrecision)),
          ...(theirs === null ? {} : { peerAuroc: round(mean(theirs.auroc)) }),
        },
      ]),
    ),
    auroc: ours,
    averagePrecision: round(mean(pairs.map((pair) => mean(pair.ours.averagePrecision)))),
    contributionsOff: Math.max(...pairs.map((pair) => pair.ours.contributionsOff)),
    peer:
      peer === null
        ? 'Not compared: the system’s Python has no scikit-learn (Debian: python3-sklearn).'
        : comparison(peer.version, ours, compared),
  };
}

function comparison(
  version: string,
  ours: number,
  pairs: readonly { ours: ForestRuns; theirs: ForestRuns }[],
) {
  const theirs = round(mean(pairs.map((pair) => mean(pair.theirs.auroc))));
  const ratios = (of: 'fitMs' | 'scoreMs'): number[] =>
    pairs.map((pair) => median(pair.theirs[of]) / median(pair.ours[of]));
  return {
    version,
    auroc: theirs,
    averagePrecision: round(mean(pairs.map((pair) => mean(pair.theirs.averagePrecision)))),
    aurocAhead: round(ours - theirs),
    fitTimesAsFast: spread(ratios('fitMs')),
    scoreTimesAsFast: spread(ratios('scoreMs')),
  };
}
