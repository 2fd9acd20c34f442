import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { segmentAssessments, segmentStandings } from '#drizzle/schema/segments.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { followCoveredAccount } from '../../kill-switch/follow-covered-account.ts';
import { BAND_EFFECTS } from '../rules/band-effects.ts';
import type { Band } from '../rules/bands.ts';
import { nextDueAt, scorecardText, type SegmentInputs, type SegmentOutcome } from '../rules/scorecard.ts';
import { counted } from '../../counted.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const SCORECARD_HASH = hashOf(scorecardText());
export const EFFECTS_HASH = hashOf(JSON.stringify(BAND_EFFECTS));
export const RULES_HASH = hashOf(SCORECARD_HASH + EFFECTS_HASH);

export type Standing = typeof segmentStandings.$inferSelect;

/** How it came that an account was looked at. */
export type Cause = 'first' | 'facts' | 'time' | 'scorecard';

type Assessed = {
  connectedAccountId: string;
  inputs: SegmentInputs;
  outcome: SegmentOutcome;
  band: Band;
  before: Standing | undefined;
};

/** Writes down what was said, once and for good. The caller has locked the account. */
export async function storeAssessment(
  tx: Transaction,
  ctx: Context,
  { connectedAccountId, inputs, outcome, band, before, cause }: Assessed & { cause: Cause },
): Promise<{ segmentAssessmentId: string }> {
  const text = JSON.stringify(inputs);
  const segmentAssessmentId = `sga_${randomUUID().replaceAll('-', '')}`;
  await tx.insert(segmentAssessments).values({
    segmentAssessmentId,
    connectedAccountId,
    assessedAt: ctx.now,
    number: nextNumber(connectedAccountId),
    cause,
    points: outcome.points,
    scoredBand: outcome.band,
    band,
    bandBefore: before?.band ?? null,
    why: whyOf(before?.band, band, outcome),
    inputs: text,
    inputsHash: hashOf(text),
    outcome: JSON.stringify(outcome),
    scorecardHash: SCORECARD_HASH,
    effectsHash: EFFECTS_HASH,
    decidedBy: actorId(ctx.actor),
  });
  return { segmentAssessmentId };
}

/** The caller holds the account, so nobody else counts meanwhile. */
export const nextNumber = (connectedAccountId: string) =>
  sql<number>`(select coalesce(max(number), 0) + 1 from segment_assessments where connected_account_id = ${connectedAccountId})`;

function whyOf(before: Band | undefined, band: Band, { points, band: scored }: SegmentOutcome): string {
  const score = counted(points, 'point');
  if (before === undefined) return `First looked at: ${score}.`;
  if (band !== before) return `Stricter by policy, at once: ${score}.`;
  if (scored !== band)
    return `${score} ${points === 1 ? 'says' : 'say'} ${scored}; it stays ${band} until a person agrees.`;
  return `Still ${band}: ${score}.`;
}

/** Puts the band in force, with its effects. */
export async function writeStanding(
  tx: Transaction,
  ctx: Context,
  {
    connectedAccountId,
    inputs,
    outcome,
    band,
    before,
    segmentAssessmentId,
  }: Assessed & { segmentAssessmentId: string },
): Promise<void> {
  const row = {
    band,
    scoredBand: outcome.band,
    points: outcome.points,
    segmentAssessmentId,
    assessedAt: ctx.now,
    dueAt: nextDueAt(inputs),
    bandSince: before?.band === band ? before.bandSince : ctx.now,
    ...effectColumns(band, outcome),
  };
  await tx
    .insert(segmentStandings)
    .values({ connectedAccountId, ...row })
    .onConflictDoUpdate({ target: segmentStandings.connectedAccountId, set: row });
  // A press of a band covers whoever comes to be in it, or in a stricter one.
  if (before?.band !== band) await followCoveredAccount(tx, ctx, connectedAccountId);
}

/** What the band makes of payouts, as the database and whoever proposes read it. */
export function effectColumns(band: Band, { owed }: Pick<SegmentOutcome, 'owed'>) {
  const { delayHours, reservePercent, reserveDays } = BAND_EFFECTS[band];
  return { rulesHash: RULES_HASH, delayHours, reservePercent, reserveDays, verificationOwed: owed[band] };
}
