import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCardPayments } from './risk-models/card-payments.ts';
import { measureForest, type ForestResult } from './risk-models/forest.ts';
import { measureLearning, type LearningResult } from './risk-models/learning.ts';
import { chooseSettings } from './risk-models/tree-settings.ts';
import { measureTrees, type TreesResult } from './risk-models/trees.ts';

type Result = {
  bench: 'risk-models';
  forest?: ForestResult;
  trees?: TreesResult;
  learning?: LearningResult;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

const ROWS = ['forest', 'trees', 'learning'];

async function measureCards(
  folder: string,
  rows: readonly string[],
): Promise<Pick<Result, 'trees' | 'learning'>> {
  if (!rows.includes('trees') && !rows.includes('learning')) return {};
  const payments = await readCardPayments(folder);
  return {
    ...(rows.includes('trees') && { trees: await measureTrees(payments, chooseSettings(payments)) }),
    ...(rows.includes('learning') && { learning: measureLearning(payments) }),
  };
}

/**
 * How well and how fast the risk models learn. `--data` a folder with `anomaly/*.csv.gz`, the label last, and
 * `card-fraud/*.csv.gz`, months of the Fraud Detection Handbook's payments with its features; `--rows`
 * (forest,trees,learning) to measure only some; `--seeds` (5) of the forest.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      rows: { type: 'string', default: ROWS.join(',') },
      seeds: { type: 'string', default: '5' },
    },
  });
  const { data } = values;
  if (data === undefined) throw new Error('Say where the data lies: --data <folder>');
  const loadAverageBefore = loadavg()[0] ?? 0;
  const rows = values.rows.split(',');
  return {
    bench: 'risk-models',
    ...(rows.includes('forest') && {
      forest: await measureForest(join(data, 'anomaly'), Number(values.seeds)),
    }),
    ...(await measureCards(join(data, 'card-fraud'), rows)),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      loadAverageBefore,
    },
  };
}
