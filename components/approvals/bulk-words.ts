import type { BulkDecision, BulkItem, BulkOutcome } from '#lib/approvals/types.ts';
import { approvalsMissing } from '../payouts/request-words.ts';

export const OUTCOME_WORDS: Record<BulkOutcome, string> = {
  done: 'Done',
  more: 'More people needed',
  kept: 'Approved, but kept',
  void: 'Approval counts no more',
  decided: 'Already decided',
  forbidden: 'Not allowed to you',
  left_out: 'Left out',
  failed: 'Failed',
  waiting: 'Not decided',
};

/** What came of one: of an approval that is not the last one, how many stand and how many are missing. */
export function itemOutcome(item: BulkItem): string {
  return item.outcome === 'more' ? approvalsMissing(item) : OUTCOME_WORDS[item.outcome];
}

const count = (requests: number): string =>
  requests === 1 ? 'one payout request' : `${requests.toLocaleString('en-GB')} payout requests`;

/**
 * What the page is about, in the tense of where it stands.
 * @param decidable of those that are listed, once it is known: the same number that the button says
 */
export function bulkTitle(
  { decision, state, wanted, prepared }: Pick<BulkDecision, 'decision' | 'state' | 'wanted' | 'prepared'>,
  decidable: number | null,
): string {
  const many = count(state === 'preparing' ? wanted : prepared);
  const verb = decision === 'approve' ? 'Approv' : 'Reject';
  if (state === 'preparing' || state === 'draft') {
    if (decidable === 0) return `${many} that you cannot ${decision}`.replace(/^one/, 'One');
    const some =
      decidable === null || decidable === prepared ? '' : `${decidable.toLocaleString('en-GB')} of `;
    return `${verb}${decision === 'approve' ? 'e' : ''} ${some}${many}?`;
  }
  return state === 'queued' ? `${verb}ing ${many}` : `What came of ${verb.toLowerCase()}ing ${many}`;
}

/** What the button says that lists anew what was not done. */
export function lookAgainLabel({ state, counts }: Pick<BulkDecision, 'state' | 'counts'>): string | null {
  const { failed, left_out: leftOut, waiting } = counts;
  if (state === 'stopped') return failed + leftOut + waiting === 0 ? null : 'Look again at the rest';
  if (failed + leftOut === 0) return null;
  if (leftOut === 0) return 'Look again at the failed ones';
  return failed === 0 ? 'Look again at what was left out' : 'Look again at what failed or was left out';
}
