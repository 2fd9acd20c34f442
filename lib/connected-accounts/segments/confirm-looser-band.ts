import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { segmentAssessments, segmentProposals, segmentStandings } from '#drizzle/schema/segments.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import type { SegmentOutcome } from '../rules/scorecard.ts';
import { effectColumns, EFFECTS_HASH, nextNumber, SCORECARD_HASH } from './write-assessment.ts';
import { lockProposal } from './lock-proposal.ts';
import { looserLeaf } from './looser-leaf.ts';
import { proposalDecision } from './schemas.ts';

/**
 * A person who proves to be there agrees to the looser band that the scorecard proposes: from now on what is asked for is met with
 * it. What was asked for before keeps its wait and its people.
 * @throws DomainError `not_found`, `conflict` when the proposal is not open or is about another assessment than was shown,
 * `forbidden` when the scorecard itself asks, or without a proof of presence for exactly this
 */
export const confirmLooserBand = defineVerb({
  permission: 'segments.decide',
  input: proposalDecision.extend({ stepUpProofId }),
  run: async (tx, ctx, { segmentProposalId, seenAssessmentId, reason, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator')
      throw new DomainError('forbidden', 'Only people agree to a looser band.');
    const { proposal, standing, assessment } = await lockProposal(tx, segmentProposalId);
    if (
      standing.segmentAssessmentId !== seenAssessmentId ||
      assessment.scorecardHash !== SCORECARD_HASH ||
      assessment.effectsHash !== EFFECTS_HASH
    )
      throw new DomainError(
        'conflict',
        'The account has been scored again since you opened this page, or is about to be. Look at it again, then decide.',
      );
    const { connectedAccountId, fromBand, toBand } = proposal;
    const by = actorId(ctx.actor);
    if (proposal.proposedBy === by)
      throw new DomainError('conflict', 'What you did led to this proposal, so somebody else agrees to it.');
    await refuseSameHand(tx, by, proposal.proposedBy, 'Somebody else must agree to a looser band.');
    const { inputs, inputsHash, effectsHash } = assessment;
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'segments.loosen',
      leaf: looserLeaf({ ...proposal, inputsHash, effectsHash }),
    });
    await tx
      .update(segmentProposals)
      .set({ state: 'confirmed', decidedBy: by, decidedAt: sql`now()`, reason })
      .where(eq(segmentProposals.segmentProposalId, segmentProposalId));
    const segmentAssessmentId = `sga_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(segmentAssessments).values({
      ...assessment,
      segmentAssessmentId,
      number: nextNumber(connectedAccountId),
      assessedAt: ctx.now,
      cause: 'confirmed',
      band: toBand,
      bandBefore: fromBand,
      why: `Looser by agreement: ${reason}`,
      decidedBy: by,
    });
    const outcome = JSON.parse(assessment.outcome) as SegmentOutcome; // as assessSegment wrote it
    await tx
      .update(segmentStandings)
      .set({ band: toBand, bandSince: ctx.now, segmentAssessmentId, ...effectColumns(toBand, outcome) })
      .where(eq(segmentStandings.connectedAccountId, connectedAccountId));
    return {
      result: { connectedAccountId, band: toBand },
      audit: {
        action: 'segment.change_band',
        subject: connectedAccountId,
        before: { band: fromBand },
        after: {
          band: toBand,
          segmentProposalId,
          segmentAssessmentId,
          reason,
          inputs,
          inputsHash,
          effectsHash,
          proof,
        },
      },
    };
  },
});
