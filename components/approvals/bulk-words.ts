import type { BulkDecision, BulkItem, BulkOutcome } from '#lib/approvals/types.ts';
import { approvalsMissing } from '../payouts/request-words.ts';

export const OUTCOME_WORDS: Record<BulkOutcome, string> = {
  done: 'Done',
  more: 'More people needed',
  kept: 'Approved, but kept',
  void: 'Approval counts no more',
  decided: 'Already decided',
  forbidden: 'Not allowed to you',
  failed: 'Failed',
  waiting: 'Not decided',
};

/** What came of one: of an approval that is not the last one, how many stand and how many are missing. */
export function itemOutcome(item: BulkItem): string {
  return item.outcome === 'more' ? approvalsMissing(item) : OUTCOME_WORDS[item.outcome];
}

const count = (requests: number): string =>
  requests === 1 ? 'one payout request' : `${requests.toLocaleString('en-GB')} payout requests`;

/** What the page is about, in the tense of where it stands. */
export function bulkTitle({ decision, state, wanted, prepared }: BulkDecision): string {
  const many = count(state === 'preparing' ? wanted : prepared);
  const verb = decision === 'approve' ? 'Approv' : 'Reject';
  if (state === 'preparing' || state === 'draft')
    return `${verb}${decision === 'approve' ? 'e' : ''} ${many}?`;
  return state === 'queued' ? `${verb}ing ${many}` : `${verb}ed together: ${many}`;
}
