import { trainModel } from '../training/train-model.ts';
import { modelHash, modelText, parseModel } from '../models/model-text.ts';
import { modelLogOdds, type DecidingModel } from '../models/model-log-odds.ts';
import { auroc, averagePrecision, byScoreDescending } from '../models/ranking.ts';
import { calibrationByDecile } from '../models/calibration-error.ts';
import { assert } from '../../assert.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { calibrateModel } from './calibrate-model.ts';
import { recordRiskModel } from './record-risk-model.ts';
import { countHits, countLabels, splitByTime, tooLittleToLearn } from './too-little.ts';
import { readTrainingRows, type TrainingRow } from './training-rows.ts';

/** Until there are so many, a regression is surer than trees. */
const HITS_FOR_TREES = 200;
const RIDGE = 5;
const TREES = { rounds: 200, rate: 0.05, depth: 4, ridge: 5, hessianMin: 1 };
const SEED = 1;
const TOP = 20;

/**
 * Learns from the install's own past, in a thread of its own, and enters what came of it as a model in shadow.
 * @throws DomainError `precondition_failed` while too little has been decided
 */
export async function trainRiskModel(ctx: Context): Promise<{ riskModelId: string }> {
  const { rows, features } = asMuchAsAllSaw(await readTrainingRows(ctx.now));
  const { learned, measured } = splitByTime(rows);
  const hits = countHits(learned);
  const kind = hits >= HITS_FOR_TREES ? 'boosted_trees' : 'logistic';
  const order = matrixOf(learned, features.length);
  const text = await trainModel(
    kind === 'logistic'
      ? { kind, rows: order, options: { ridge: RIDGE } }
      : { kind, rows: order, options: TREES },
  );
  const trained = parseModel(text, modelHash(text));
  assert(trained.kind !== 'isolation_forest', 'what was ordered has log-odds');
  const { calibration, judged } = await calibrateModel(trained, features, measured);
  // Of its text, so that whoever promotes the model by its hash agrees to how its scores are read.
  const model = calibration === null ? trained : { ...trained, calibration };
  const calibrated = modelText(model);
  const [first, last] = [learned[0], learned.at(-1)];
  assert(first !== undefined && last !== undefined, 'something was learned from');
  return recordRiskModel(ctx, {
    kind,
    text: calibrated,
    hash: modelHash(calibrated),
    seed: SEED,
    features,
    dataFrom: first.decidedAt,
    dataTo: last.decidedAt,
    labelCutoff: ctx.now,
    rows: learned.length,
    positives: hits,
    metrics: {
      ...measure(model, measured),
      ...(judged === null
        ? {}
        : {
            scoreRows: judged.rows,
            scoreError: rounded(judged.before),
            scoreErrorCalibrated: rounded(judged.after),
          }),
      // How what was learned from was selected: of the reviewed rows, those that the lot chose.
      reviewedRows: learned.filter(({ isReviewed }) => isReviewed).length,
      auditedRows: learned.filter(({ isAudited }) => isAudited).length,
    },
  });
}

/**
 * What is learned from which rows: the newest features from those that saw them, where there are enough of them, else from more rows what
 * all of them saw.
 * @throws DomainError `precondition_failed` while there is too little whatever is left out
 */
function asMuchAsAllSaw(rows: readonly TrainingRow[]): {
  rows: readonly TrainingRow[];
  features: readonly string[];
} {
  const widths = new Set(rows.map(({ features }) => Math.min(features.length, FEATURE_NAMES.length)));
  for (const width of [...widths].sort((a, b) => b - a)) {
    const seen = rows.filter(({ features }) => features.length >= width);
    if (tooLittleToLearn(countLabels(seen)) !== null) continue;
    return {
      rows: seen.map((row) => ({ ...row, features: row.features.slice(0, width) })),
      features: FEATURE_NAMES.slice(0, width),
    };
  }
  throw new DomainError('precondition_failed', tooLittleToLearn(countLabels(rows)) ?? '');
}

function matrixOf(rows: readonly TrainingRow[], columns: number) {
  const x = new Float64Array(rows.length * columns);
  for (const [row, { features }] of rows.entries()) x.set(features, row * columns);
  return {
    x,
    rows: rows.length,
    columns,
    hits: Uint8Array.from(rows, ({ isHit }) => Number(isHit)),
    weights: Float64Array.from(rows, ({ weight }) => weight),
  };
}

/** How a model does on rows that came after those that it learned from. */
function measure(model: DecidingModel, rows: readonly TrainingRow[]): Record<string, number> {
  const scores = Float64Array.from(rows, ({ features }) => modelLogOdds(model, Float64Array.from(features)));
  const hits = Uint8Array.from(rows, ({ isHit }) => Number(isHit));
  const top = [...byScoreDescending(scores)].slice(0, TOP);
  const chances = scores.map((score) => 1 / (1 + Math.exp(-score)));
  return {
    rows: rows.length,
    hits: countHits(rows),
    auroc: rounded(auroc(scores, hits)),
    averagePrecision: rounded(averagePrecision(scores, hits)),
    precisionAtTop: rounded(top.filter((row) => hits[row] === 1).length / top.length),
    calibrationError: rounded(calibrationByDecile(chances, hits).error),
  };
}

/** Of no rows of one kind there is no ranking. */
function rounded(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : 0;
}
