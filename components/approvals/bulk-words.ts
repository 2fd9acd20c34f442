import type { BulkDecision, BulkOutcome } from '#lib/approvals/types.ts';

export const OUTCOME_WORDS: Record<BulkOutcome, string> = {
  done: 'Done',
  decided: 'Already decided',
  forbidden: 'Not allowed to you',
  failed: 'Failed',
  waiting: 'Not decided',
};

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
