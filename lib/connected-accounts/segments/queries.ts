import { and, desc, eq, sql } from 'drizzle-orm';
import { segmentAssessments, segmentProposals, segmentStandings } from '#drizzle/schema/segments.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import type { SegmentOutcome } from '../rules/scorecard.ts';
import { BAND_STEPS } from '../rules/scorecard-data.ts';
import type { SegmentHistoryRow, SegmentView } from '../types.ts';

/** The newest are enough to see how it came; the rest is in the audit record. */
const HISTORY_MAX = 20;

const nameOf = (column: typeof segmentAssessments.decidedBy) =>
  sql<string>`coalesce((select name from operators where operator_id = ${column}), ${column})`;

/** The band of one connected account with what made it; null before it was scored. @throws DomainError `forbidden` */
export async function readSegment(ctx: Context, connectedAccountId: string): Promise<SegmentView | null> {
  authorize(ctx, 'connected_accounts.read');
  const [found] = await database()
    .select({
      standing: segmentStandings,
      outcome: segmentAssessments.outcome,
      hash: segmentAssessments.scorecardHash,
    })
    .from(segmentStandings)
    .innerJoin(
      segmentAssessments,
      eq(segmentAssessments.segmentAssessmentId, segmentStandings.segmentAssessmentId),
    )
    .where(eq(segmentStandings.connectedAccountId, connectedAccountId));
  if (found === undefined) return null;
  const { standing } = found;
  const [proposal] = await database()
    .select({
      segmentProposalId: segmentProposals.segmentProposalId,
      toBand: segmentProposals.toBand,
      proposedAt: segmentProposals.proposedAt,
      proposedBy: segmentProposals.proposedBy,
    })
    .from(segmentProposals)
    .where(
      and(eq(segmentProposals.connectedAccountId, connectedAccountId), eq(segmentProposals.state, 'open')),
    );
  const { items, outside } = JSON.parse(found.outcome) as SegmentOutcome; // as assessSegment wrote it
  return {
    connectedAccountId,
    band: standing.band,
    bandSince: standing.bandSince,
    scoredBand: standing.scoredBand,
    points: standing.points,
    expectedLossBp: BAND_STEPS.find(({ band }) => band === standing.band)?.expectedLossBp ?? 0,
    segmentAssessmentId: standing.segmentAssessmentId,
    assessedAt: standing.assessedAt,
    dueAt: standing.dueAt,
    delayHours: standing.delayHours,
    reservePercent: standing.reservePercent,
    reserveDays: standing.reserveDays,
    verificationOwed: standing.verificationOwed,
    items,
    outside,
    scorecardHash: found.hash,
    proposal: proposal ?? null,
    history: await readHistory(connectedAccountId),
  };
}

function readHistory(connectedAccountId: string): Promise<SegmentHistoryRow[]> {
  return database()
    .select({
      segmentAssessmentId: segmentAssessments.segmentAssessmentId,
      assessedAt: segmentAssessments.assessedAt,
      band: segmentAssessments.band,
      bandBefore: segmentAssessments.bandBefore,
      points: segmentAssessments.points,
      why: segmentAssessments.why,
      by: nameOf(segmentAssessments.decidedBy),
    })
    .from(segmentAssessments)
    .where(eq(segmentAssessments.connectedAccountId, connectedAccountId))
    .orderBy(desc(segmentAssessments.number))
    .limit(HISTORY_MAX);
}
