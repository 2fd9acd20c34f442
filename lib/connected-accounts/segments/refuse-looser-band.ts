import { eq, sql } from 'drizzle-orm';
import { segmentProposals } from '#drizzle/schema/segments.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { lockProposal } from './lock-proposal.ts';
import { proposalDecision } from './schemas.ts';

/**
 * A person keeps the stricter band. The scorecard proposes the looser one again once it has other points for it.
 * @throws DomainError `not_found`, `conflict`, `forbidden`
 */
export const refuseLooserBand = defineVerb({
  permission: 'segments.decide',
  input: proposalDecision,
  run: async (tx, ctx, { segmentProposalId, reason }) => {
    if (ctx.actor.kind !== 'operator')
      throw new DomainError('forbidden', 'Only people keep a stricter band.');
    const { proposal } = await lockProposal(tx, segmentProposalId);
    await tx
      .update(segmentProposals)
      .set({ state: 'refused', decidedBy: actorId(ctx.actor), decidedAt: sql`now()`, reason })
      .where(eq(segmentProposals.segmentProposalId, segmentProposalId));
    const { connectedAccountId, fromBand, toBand } = proposal;
    return {
      result: { connectedAccountId },
      audit: {
        action: 'segment.keep_band',
        subject: connectedAccountId,
        after: { band: fromBand, refused: toBand, segmentProposalId, reason },
      },
    };
  },
});
