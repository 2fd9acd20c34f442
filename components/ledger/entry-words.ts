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

type Titled = Pick<JournalEntryDetail, 'kind' | 'postings' | 'description'>;

/** What an entry books, in two or three words. */
export function entryTitle(entry: Titled): string {
  // Of money that is kept for a request only the description says which way it went.
  if (entry.kind === 'payout_reservation' && entry.description !== '') return entry.description;
  if (entry.kind !== 'payout') return entryKind(entry.kind);
  return isPayoutReturn(entry) ? 'Payout came back' : 'Payout left the balance';
}

/** What the description says that the title does not: rules and Stripe often begin with the same words. Empty when nothing is left. */
export function entryDetail(entry: Titled): string {
  const title = entryTitle(entry);
  const { description } = entry;
  if (title.toLowerCase().startsWith(description.toLowerCase())) return '';
  return description.startsWith(`${title}: `) ? description.slice(title.length + 2) : description;
}
