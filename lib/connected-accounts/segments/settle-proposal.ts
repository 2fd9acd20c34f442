import { randomUUID } from 'node:crypto';
import { and, eq, gte, lte, sql } from 'drizzle-orm';
import { segmentAssessments, segmentProposals, segmentStandings } from '#drizzle/schema/segments.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { compareBands, type Band } from '../rules/bands.ts';
import type { SegmentOutcome } from '../rules/scorecard.ts';

type Settled = {
  connectedAccountId: string;
  /** In force. */
  band: Band;
  outcome: SegmentOutcome;
  segmentAssessmentId: string;
};

/**
 * A looser band is proposed, once; a proposal that the scorecard does not make any more is withdrawn. What a person has refused
 * is not proposed again while it would be for the same points.
 * @returns the open proposal, or null
 */
export async function settleProposal(
  tx: Transaction,
  ctx: Context,
  { connectedAccountId, band, outcome, segmentAssessmentId }: Settled,
): Promise<string | null> {
  const [open] = await tx
    .select({
      id: segmentProposals.segmentProposalId,
      from: segmentProposals.fromBand,
      to: segmentProposals.toBand,
    })
    .from(segmentProposals)
    .where(
      and(eq(segmentProposals.connectedAccountId, connectedAccountId), eq(segmentProposals.state, 'open')),
    )
    .for('update');
  const isLooser = compareBands(outcome.band, band) < 0;
  if (open !== undefined && isLooser && open.from === band && open.to === outcome.band) return open.id;
  if (open !== undefined)
    await tx
      .update(segmentProposals)
      .set({
        state: 'withdrawn',
        decidedBy: actorId(ctx.actor),
        decidedAt: sql`now()`,
        reason: 'The scorecard says something else by now.',
      })
      .where(eq(segmentProposals.segmentProposalId, open.id));
  if (!isLooser || (await wasRefused(tx, connectedAccountId, band, outcome))) return null;
  const segmentProposalId = `sgp_${randomUUID().replaceAll('-', '')}`;
  await tx.insert(segmentProposals).values({
    segmentProposalId,
    connectedAccountId,
    fromBand: band,
    toBand: outcome.band,
    segmentAssessmentId,
    proposedBy: actorId(ctx.actor),
  });
  return segmentProposalId;
}

/** By a person, since the band is in force, for as many points or fewer: whatever was proposed and withdrawn in between. */
async function wasRefused(
  tx: Transaction,
  connectedAccountId: string,
  band: Band,
  outcome: SegmentOutcome,
): Promise<boolean> {
  const refused = await tx
    .select({ id: segmentProposals.segmentProposalId })
    .from(segmentProposals)
    .innerJoin(
      segmentAssessments,
      eq(segmentAssessments.segmentAssessmentId, segmentProposals.segmentAssessmentId),
    )
    .innerJoin(segmentStandings, eq(segmentStandings.connectedAccountId, segmentProposals.connectedAccountId))
    .where(
      and(
        eq(segmentProposals.connectedAccountId, connectedAccountId),
        eq(segmentProposals.state, 'refused'),
        eq(segmentProposals.fromBand, band),
        eq(segmentProposals.toBand, outcome.band),
        lte(segmentAssessments.points, outcome.points),
        gte(segmentProposals.proposedAt, segmentStandings.bandSince),
      ),
    )
    .limit(1);
  return refused.length > 0;
}
