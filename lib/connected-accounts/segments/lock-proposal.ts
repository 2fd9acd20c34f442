import { eq } from 'drizzle-orm';
import { segmentAssessments, segmentProposals, segmentStandings } from '#drizzle/schema/segments.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { lockHeldAccount } from '../../holds/insert-hold.ts';

/** An open proposal with what it is about, until the caller's transaction ends. @throws DomainError `not_found`, `conflict` */
export async function lockProposal(tx: Transaction, segmentProposalId: string) {
  const [named] = await tx
    .select({ connectedAccountId: segmentProposals.connectedAccountId })
    .from(segmentProposals)
    .where(eq(segmentProposals.segmentProposalId, segmentProposalId));
  if (named === undefined) throw new DomainError('not_found', 'There is no such proposal.');
  // First in every writer's order, as a permit takes it.
  await lockHeldAccount(tx, named.connectedAccountId);
  const [standing] = await tx
    .select()
    .from(segmentStandings)
    .where(eq(segmentStandings.connectedAccountId, named.connectedAccountId))
    .for('update');
  const [proposal] = await tx
    .select()
    .from(segmentProposals)
    .where(eq(segmentProposals.segmentProposalId, segmentProposalId))
    .for('update');
  if (proposal?.state !== 'open' || standing === undefined)
    throw new DomainError('conflict', 'This proposal has been decided or withdrawn. Load the page again.');
  const [assessment] = await tx
    .select()
    .from(segmentAssessments)
    .where(eq(segmentAssessments.segmentAssessmentId, standing.segmentAssessmentId));
  if (assessment === undefined) throw new Error('a standing has its assessment');
  return { proposal, standing, assessment };
}
