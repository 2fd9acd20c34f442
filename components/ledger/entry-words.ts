import type { JournalEntryDetail } from '#lib/ledger/types.ts';

const ENTRY_KINDS: Readonly<Record<string, string>> = {
  charge: 'Payment',
  refund: 'Refund',
  dispute: 'Dispute',
  transfer: 'Transfer',
  application_fee: 'Application fee',
  payout: 'Payout',
  payout_settled: 'Payout final',
  payout_reservation: 'Payout reservation',
  availability: 'Became available',
  top_up: 'Top-up',
  stripe_fee: 'Stripe fee',
  tax: 'Tax',
  reserve: 'Reserve',
  negative_balance_cover: 'Negative balance covered',
  advance: 'Advance',
  contribution: 'Contribution',
  issuing: 'Issuing',
  adjustment: 'Adjustment',
  unmatched_customer_money: 'Unmatched customer money',
  unknown: 'Unknown type, in suspense',
  reversal: 'Reversal',
};

export function entryKind(kind: string): string {
  return ENTRY_KINDS[kind] ?? kind.replaceAll('_', ' ');
}

/** Money on its way to a bank; what stands here on the credit side has come back. */
const ON_ITS_WAY = 1180;

/** Whether the entry books a payout that came back to the balance. */
export function isPayoutReturn({ kind, postings }: Pick<JournalEntryDetail, 'kind' | 'postings'>): boolean {
  const onItsWay = postings.find((posting) => posting.ledgerAccount.code === ON_ITS_WAY);
  return kind === 'payout' && onItsWay?.side === 'credit';
}

/** What an entry books, in two or three words. */
export function entryTitle(entry: Pick<JournalEntryDetail, 'kind' | 'postings'>): string {
  if (entry.kind !== 'payout') return entryKind(entry.kind);
  return isPayoutReturn(entry) ? 'Payout came back' : 'Payout left the balance';
}
