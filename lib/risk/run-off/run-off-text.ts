import { z } from 'zod';
import { assert } from '../../assert.ts';
import { textHash } from '../../text-hash.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import { RUN_OFF_DAYS, type RunOffCurves } from '../rules/money-at-risk.ts';
import type { RunOffEstimate } from './estimate-run-off.ts';

/** Goes up when a text of before would be read as another curve. */
const FORMAT = 1;

const way = z.strictObject({
  left: z.array(z.int().min(0).max(1_000)).length(RUN_OFF_DAYS + 1),
  back: z.array(z.int().min(0)),
  times: z.int().min(0),
  weight: z.int().min(0).max(100),
});
const schema = z.strictObject({
  format: z.literal(FORMAT),
  refunds: way,
  disputes: way,
  observedDays: z.int().min(0).max(RUN_OFF_DAYS),
});

/** Canonical JSON of both curves and of how they were found. */
export function runOffText({ refunds, disputes, observedDays }: RunOffEstimate): string {
  return canonicalText({ format: FORMAT, refunds, disputes, observedDays });
}

/** @throws when the text is not the one of that hash */
export function parseRunOff(text: string, hash: string): RunOffEstimate {
  assert(textHash(text) === hash, 'the text of a run-off curve is the one that was stored');
  const { format: _, ...estimate } = schema.parse(JSON.parse(text));
  return estimate;
}

/** As decisions ask it. */
export function curvesOf({ refunds, disputes }: RunOffEstimate, hash: string): RunOffCurves {
  return { hash, refunds: refunds.left, disputes: disputes.left };
}
