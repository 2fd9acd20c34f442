import { and, eq } from 'drizzle-orm';
import { segmentAssessments, segmentProposals, segmentStandings } from '#drizzle/schema/segments.ts';
import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { refusalOfInput } from '../../input-words.ts';
import { confirmLooserBand } from './confirm-looser-band.ts';
import { looserLeaf } from './looser-leaf.ts';
import { proposalDecision } from './schemas.ts';

type Asked = {
  segmentProposalId: string;
  seenAssessmentId: string;
  reason: string;
  root: string;
  confirmation: Confirmation;
};

/**
 * `confirmLooserBand` for a form: proves presence for exactly the change that was shown, then agrees with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function confirmLooserBandAsShown(ctx: Context, asked: Asked): Promise<void> {
  authorize(ctx, 'segments.decide');
  const { root, confirmation, ...decision } = asked;
  const parsed = proposalDecision.safeParse(decision);
  // Before a one-time code is used up.
  if (!parsed.success) throw refusalOfInput(parsed.error);
  const [shown] = await database()
    .select()
    .from(segmentProposals)
    .innerJoin(segmentStandings, eq(segmentStandings.connectedAccountId, segmentProposals.connectedAccountId))
    .innerJoin(
      segmentAssessments,
      eq(segmentAssessments.segmentAssessmentId, segmentStandings.segmentAssessmentId),
    )
    .where(
      and(
        eq(segmentProposals.segmentProposalId, decision.segmentProposalId),
        eq(segmentProposals.state, 'open'),
      ),
    );
  refuseUnlessShown(
    root,
    shown === undefined ? null : looserLeaf({ ...shown.segment_assessments, ...shown.segment_proposals }),
  );
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'segments.loosen', root, confirmation });
  await confirmLooserBand(ctx, { ...decision, stepUpProofId });
}
