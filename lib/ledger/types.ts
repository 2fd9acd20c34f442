import type { Currency } from '../money/currency.ts';
import type { Money } from '../money/money.ts';
import type { CappedCount, Page } from '../paging.ts';
import type { FacetCount } from '../tables/types.ts';
import type { ALARM_KINDS } from './alarm-kinds.ts';

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
  sourceType: 'balance_transaction' | 'payout' | 'payout_reservation';
  sourceId: string;
  purpose: string;
  kind: string;
  description: string;
  reversesJournalEntryId: string | null;
  postings: PostingDraft[];
};

export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Something a person must look at. */
export type AlarmDraft = { kind: AlarmKind; subject: string; text: string };

/** Balance of one ledger account, in one currency, of one book or of all. */
export type TrialBalanceLine = {
  readonly ledgerAccount: LedgerAccountName;
  readonly debits: Money;
  readonly credits: Money;
  /** On the account's normal side; negative when it stands on the other. */
  readonly balance: Money;
};

export type LedgerAccountName = {
  readonly code: number;
  readonly name: string;
  readonly normalSide: Side;
  readonly explanation: string;
};

/** One currency of a trial balance. In balance when both totals are the same. */
export type TrialBalance = {
  readonly currency: Currency;
  readonly lines: readonly TrialBalanceLine[];
  readonly debitBalances: Money;
  readonly creditBalances: Money;
  readonly difference: Money;
};

/** One book in one currency: whose money, what Stripe holds of it, and what is owed. */
export type BookRow = {
  readonly connectedAccountId: string;
  readonly connectedAccountName: string | null;
  readonly currency: Currency;
  readonly available: Money;
  readonly pending: Money;
  readonly onItsWay: Money;
  /** Set aside against risk, outside of both. */
  readonly reserved: Money;
  readonly postingCount: bigint;
};

/** What a journal entry can be about. */
export const JOURNAL_ENTRY_KINDS = [
  'charge',
  'refund',
  'dispute',
  'transfer',
  'application_fee',
  'payout',
  'payout_settled',
  'payout_reservation',
  'availability',
  'top_up',
  'stripe_fee',
  'tax',
  'reserve',
  'negative_balance_cover',
  'advance',
  'contribution',
  'issuing',
  'adjustment',
  'unmatched_customer_money',
  'unknown',
  'reversal',
] as const;

/** Every part narrows the list; `undefined` means any. */
export type JournalEntryFilter = {
  readonly connectedAccountId?: string | undefined;
  readonly currency?: string | undefined;
  readonly kind?: string | undefined;
  /** An entry's own id, or that of a balance transaction, a payout, a charge, … that it was booked from, in full. */
  readonly id?: string | undefined;
  /** Beginnings of words of the name of the book's owner, all of which must be there. */
  readonly words?: readonly string[] | undefined;
  /** Inclusive bounds of the turnover in minor units of `currency`, without which they mean nothing. */
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
  /** Inclusive and exclusive bounds of the time at which it took effect, ISO 8601 with zone. */
  readonly effectiveFrom?: string | undefined;
  readonly effectiveBefore?: string | undefined;
};

export const JOURNAL_ENTRY_ORDERS = ['newest', 'oldest'] as const;
export type JournalEntrySort = (typeof JOURNAL_ENTRY_ORDERS)[number];

export type JournalEntryColumn =
  'entry' | 'turnover' | 'book' | 'source' | 'effective' | 'posted' | 'debits' | 'credits' | 'id';

/** Counts ignore the facet's own choice and respect all others; see `FacetCount`. */
export type JournalEntryFacets = {
  readonly kind: readonly FacetCount[];
  readonly currency: readonly FacetCount[];
};

/**
 * What a screen of the journal needs. `count` is null where counting would take longer than the list, `sums` (turnover per
 * currency) also when more match than are added up, because half a sum is a wrong sum.
 */
export type JournalEntryList = {
  readonly page: Page<JournalEntryDetail>;
  readonly facets: JournalEntryFacets;
  readonly count: CappedCount | null;
  readonly sums: readonly Money[] | null;
};

export type PostingLine = {
  readonly line: number;
  readonly ledgerAccount: LedgerAccountName;
  readonly side: Side;
  readonly amount: Money;
  readonly component: string;
};

export type JournalEntryDetail = {
  readonly journalEntryId: string;
  readonly connectedAccountId: string;
  readonly connectedAccountName: string | null;
  readonly currency: Currency;
  readonly kind: string;
  readonly description: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly effectiveAt: Date;
  readonly reversesJournalEntryId: string | null;
  /** Sum of the debits, which is the sum of the credits. */
  readonly turnover: Money;
  readonly purpose: string;
  readonly occurredAt: Date;
  readonly postedAt: Date;
  readonly postings: readonly PostingLine[];
};

/** What one entry did to one ledger account, each amount on its normal side. */
export type EntryBalance = {
  readonly ledgerAccount: LedgerAccountName;
  readonly before: Money;
  readonly change: Money;
  readonly after: Money;
};

/** One line of a statement, with the account's balance after it. */
export type StatementLine = {
  readonly journalEntryId: string;
  readonly line: number;
  readonly effectiveAt: Date;
  readonly description: string;
  readonly kind: string;
  readonly side: Side;
  readonly amount: Money;
  readonly balanceAfter: Money;
};

export type LedgerStatement = {
  readonly ledgerAccount: LedgerAccountName;
  readonly connectedAccountId: string;
  readonly connectedAccountName: string | null;
  readonly currency: Currency;
  readonly debits: Money;
  readonly credits: Money;
  readonly balance: Money;
  readonly lines: Page<StatementLine>;
};

export type BalanceTransactionLine = {
  readonly balanceTransactionId: string;
  readonly type: string;
  readonly amount: Money;
  readonly fee: Money;
  readonly net: Money;
  readonly status: string;
  readonly occurredAt: Date;
  readonly availableAt: Date;
  readonly isPosted: boolean;
};

/** What moved the balance between the payout before and this one, one row per reporting category. */
export type BalanceMovement = {
  readonly category: string;
  readonly count: number;
  readonly gross: Money;
  readonly fee: Money;
  readonly net: Money;
};

export type BalanceMovements = {
  readonly since: Date | null;
  readonly until: Date;
  readonly movements: readonly BalanceMovement[];
  readonly total: Money;
  /** More transactions than are read in one go lie in the window; the sums would be incomplete and are left out. */
  readonly isTooMany: boolean;
};

/** What an automatic payout pays, by Stripe's own list. */
export type PayoutContents = {
  readonly count: number;
  /** Null when there are more than are added up on a page. */
  readonly movements: readonly BalanceMovement[] | null;
  /** Sum of the balance transactions' net; the payout's amount, unless the mirror or Stripe's list is at odds with it. */
  readonly total: Money;
  readonly lines: Page<BalanceTransactionLine>;
};

type NamedSentence = { readonly id: string; readonly text: string };

/** One run of one invariant. `findings` and `notes` hold at most 100; the counts count all. */
export type InvariantRun = {
  readonly ranAt: Date;
  readonly outcome: 'held' | 'broken' | 'unknown';
  readonly rowsChecked: bigint;
  readonly findingCount: number;
  readonly findings: readonly NamedSentence[];
  readonly noteCount: number;
  readonly notes: readonly NamedSentence[];
  readonly durationMs: number;
  /** Null for a run of a version that did not say. */
  readonly covers: 'everything' | 'recent' | null;
  readonly coveredFrom: Date | null;
};

/** What must hold, and how it stood when last looked at. */
export type InvariantState = {
  readonly name: string;
  readonly promise: string;
  /** See `Invariant`. */
  readonly timed: string | null;
  readonly limit: string | null;
  /** The newest run; null before the first. */
  readonly run: InvariantRun | null;
  /** The newest run that covered everything. */
  readonly fullRun: InvariantRun | null;
  /** The run that says how it stands: a break that a full run found stays until another full run. */
  readonly decidedBy: InvariantRun | null;
  readonly standing: InvariantStanding;
  /** The full checks, and not only the timed ones, have not run for too long. */
  readonly isFullRunStale: boolean;
};

/** `stale`: it held, or nobody could say, and the checks have not run for too long since. */
export type InvariantStanding = 'held' | 'broken' | 'unknown' | 'stale' | 'never';
