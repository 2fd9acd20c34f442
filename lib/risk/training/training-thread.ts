import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '#lib/assert.ts';
import { fitBoostedTrees } from '../models/fit-boosted-trees.ts';
import { fitIsolationForest } from '../models/fit-isolation-forest.ts';
import { fitLogistic } from '../models/fit-logistic.ts';
import { modelText, type Model } from '../models/model-text.ts';
import type { TrainingNews, TrainingOrder } from './training-order.ts';

/** Runs in a thread of its own: see train-model.ts. */

function fit(order: TrainingOrder, tell: (news: TrainingNews) => void): Model {
  const { rows } = order;
  switch (order.kind) {
    case 'boosted_trees':
      return fitBoostedTrees(order.rows, order.options, (done) => {
        tell({ progress: done / order.options.rounds });
      });
    case 'logistic':
      return fitLogistic({ ...order.rows, targets: Float64Array.from(order.rows.hits) }, order.options);
    case 'isolation_forest':
      return fitIsolationForest(rows.x, rows.rows, rows.columns, order.options);
  }
}

const port = parentPort;
assert(port !== null, 'this file is started as a thread');
const tell = (news: TrainingNews): void => {
  port.postMessage(news);
};
tell({ text: modelText(fit(workerData as TrainingOrder, tell)) }); // given by train-model.ts alone
