import type { JournalEntryDetail } from './types.ts';

/** Money on its way to a bank; what stands here on the credit side of a payout's entry has come back. */
const ON_ITS_WAY = 1180;

type Ordered = Pick<JournalEntryDetail, 'journalEntryId' | 'kind' | 'effectiveAt' | 'postings'>;

/** What can only come after something else of the same second. */
function rank({ kind, postings }: Ordered): number {
  switch (kind) {
    case 'availability':
    case 'payout_settled':
      return 1;
    case 'payout': {
      const onItsWay = postings.find(({ ledgerAccount }) => ledgerAccount.code === ON_ITS_WAY);
      return onItsWay?.side === 'credit' ? 2 : 0;
    }
    case 'reversal':
      return 3;
    default:
      return 0;
  }
}

/** Entries oldest first. Stripe's times are whole seconds: within one, what left a balance stands before what came back. */
export function inOrderOfEffect<Entry extends Ordered>(entries: readonly Entry[]): Entry[] {
  return entries.toSorted(
    (left, right) =>
      left.effectiveAt.getTime() - right.effectiveAt.getTime() ||
      rank(left) - rank(right) ||
      (left.journalEntryId < right.journalEntryId ? -1 : 1),
  );
}
