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

/** Stripe's own words for a payout that came back, which begin like the title. */
const RETURNS: ReadonlyMap<string, string> = new Map([
  ['Payout failure', 'it failed'],
  ['Payout canceled', 'it was cancelled'],
]);

/** What Stripe calls every payout. */
const ANY_PAYOUT = 'STRIPE PAYOUT';

/** What the description says that the title does not: rules and Stripe often begin with the same words. Empty when nothing is left. */
export function entryDetail(entry: Titled): string {
  const { description } = entry;
  if (isPayoutReturn(entry)) return RETURNS.get(description) ?? detailBeside(entryTitle(entry), description);
  return detailBeside(entryTitle(entry), description);
}

/** A line of a statement: the entry's kind, and what its description adds. */
export function statementWords({
  kind,
  description,
}: Pick<Titled, 'kind' | 'description'>): [string, string] {
  const title = kind === 'payout_reservation' && description !== '' ? description : entryKind(kind);
  return [title, detailBeside(title, description)];
}

/** What a description says that the words before it do not; a repetition at its start or its end is left out. */
function detailBeside(title: string, description: string): string {
  if (description === ANY_PAYOUT || title.toLowerCase().startsWith(description.toLowerCase())) return '';
  const ended = description.replace(/, now available$/, '');
  const start = ended.slice(0, title.length);
  if (start.toLowerCase() !== title.toLowerCase()) return ended;
  const rest = ended.slice(title.length).replace(/^:?\s+/, '');
  // Stripe shouts; behind our own word it need not.
  return start === start.toUpperCase() ? rest.replace(/^[A-Z ]+\b/, (words) => words.toLowerCase()) : rest;
}
