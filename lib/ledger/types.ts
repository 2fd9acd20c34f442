/** One `fee_details` line of a balance transaction; `amount` is an integer in minor units as Stripe sent it. */
export type BalanceTransactionFeeDetail = {
  amount: number;
  type: string;
  application: string | null;
  description: string | null;
};

/** One of Stripe's balance transactions, in our shape. Immutable at Stripe but for `status`. Amounts are signed minor units. */
export type BalanceTransactionRow = {
  balanceTransactionId: string;
  occurredAt: Date;
  connectedAccountId: string;
  currency: string;
  amount: bigint;
  fee: bigint;
  net: bigint;
  feeDetails: BalanceTransactionFeeDetail[];
  type: string;
  reportingCategory: string;
  balanceType: string;
  status: 'pending' | 'available';
  availableAt: Date;
  sourceId: string | null;
  exchangeRate: string | null;
  description: string | null;
};

export type Side = 'debit' | 'credit';

/** One line to be booked. `amount` is positive; `component` says which part of the source it stands for. */
export type PostingDraft = {
  ledgerAccountCode: number;
  side: Side;
  amount: bigint;
  component: string;
};

/** One balanced set of lines in one currency of one book, not yet booked. */
export type JournalEntryDraft = {
  journalEntryId: string;
  occurredAt: Date;
  effectiveAt: Date;
  connectedAccountId: string;
  currency: string;
  sourceType: 'balance_transaction' | 'payout';
  sourceId: string;
  purpose: string;
  kind: string;
  description: string;
  reversesJournalEntryId: string | null;
  postings: PostingDraft[];
};

/** Something a person must look at, found while drafting or booking. */
export type AlarmDraft = { kind: string; subject: string; text: string };
