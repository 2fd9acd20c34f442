import { sql } from 'drizzle-orm';
import type { bulkDecisionItems, bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import type { Transaction } from '../../db/transaction.ts';
import type { DomainError } from '../../errors.ts';
import { stateInWords } from '../rules/state-in-words.ts';
import { CONDITIONS } from '../../transitions.ts';

export type ItemOutcome = 'done' | 'decided' | 'forbidden' | 'left_out' | 'failed';

/**
 * What a refused item is called in the report: somebody had decided it, its person may not decide it, it was left out because
 * something stands in the way, as the preview said or since then, or it can simply be tried again.
 */
export async function outcomeOfRefusal(
  tx: Transaction,
  { decision, operatorId, stepUpProofId }: typeof bulkDecisions.$inferSelect,
  { payoutRequestId }: typeof bulkDecisionItems.$inferSelect,
  { code, message }: DomainError,
): Promise<{ outcome: ItemOutcome; message: string }> {
  const [now] = await tx.execute<{ state: string; approved: boolean; is_proof_over: boolean }>(sql`
    select request.state,
      exists (select from payout_approvals as approval where approval.payout_request_id = request.payout_request_id
        and approval.operator_id = ${operatorId} and approval.decision = 'approve' and approval.state = 'given') as approved,
      exists (select from step_up_proofs as proof where proof.step_up_proof_id = ${stepUpProofId}
        and proof.expires_at <= clock_timestamp()) as is_proof_over
    from payout_requests as request where request.payout_request_id = ${payoutRequestId}`);
  if (now === undefined) return { outcome: 'failed', message };
  const open = decision === 'approve' ? ['in_review'] : ['in_review', 'approved'];
  // The report calls it decided already; the message says how.
  if (decision === 'approve' && now.approved)
    return { outcome: 'decided', message: 'You have approved it already.' };
  if (!open.includes(now.state))
    return { outcome: 'decided', message: `${stateInWords(now.state).replace(/^it/, 'It')}.` };
  if (message === CONDITIONS.not_the_requester) return { outcome: 'forbidden', message };
  if (code === 'forbidden')
    return now.is_proof_over
      ? {
          outcome: 'failed',
          message: 'Your confirmation was older than five minutes by then. Confirm again.',
        }
      : { outcome: 'forbidden', message };
  return { outcome: code === 'conflict' || code === 'precondition_failed' ? 'left_out' : 'failed', message };
}
