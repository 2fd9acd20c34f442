import type { BalanceTransactionLine } from '../ledger/types.ts';
import type { Money } from '../money/money.ts';
import type { CappedCount, Page } from '../paging.ts';

export type { BankTraceInWords } from './bank-trace-in-words.ts';
export type { DispatchLock, ForgottenPayout, UnknownOutcome } from './dispatch/types.ts';
export type { FailureInWords } from './failure-in-words.ts';
export type { CadenceRun, CadenceView, PayableBook, PayoutCadence } from './cadences/cadence-types.ts';
export type { PayoutFile, PayoutFileLine, PayoutFileSummary } from './files/file-types.ts';
export type { PayoutFinality } from './payout-finality.ts';
export type {
  OpenPayoutRequest,
  PayoutRequestColumn,
  PayoutRequestDetail,
  PayoutRequestFacets,
  PayoutRequestRow,
  PayoutRequestState,
  RequestAttempt,
  RequestDecision,
  RequestEvent,
  RequestPriority,
  RiskCause,
} from './queue/request-types.ts';

export type { DestinationChoice } from './requests/choose-destination.ts';
export type { LineChange } from './rules/line-changes.ts';
export type { PolicyFault } from './rules/policy-text.ts';
export type { RouteTally } from './rules/tally-routes.ts';

/** The states in which Stripe knows a payout. */
export const PAYOUT_STATUSES = ['pending', 'in_transit', 'paid', 'failed', 'canceled'] as const;
export const PAYOUT_METHODS = ['standard', 'instant'] as const;

/** One value per facet. `undefined` means "any". */
export type PayoutFilter = {
  readonly status?: string | undefined;
  readonly currency?: string | undefined;
  readonly connectedAccountId?: string | undefined;
  readonly method?: string | undefined;
  readonly isAutomatic?: boolean | undefined;
  /** Inclusive and exclusive bounds of Stripe's creation time, ISO 8601 with zone. */
  readonly createdFrom?: string | undefined;
  readonly createdBefore?: string | undefined;
  /** Inclusive bounds of the day of arrival, `2026-11-24`. */
  readonly arrivesFrom?: string | undefined;
  readonly arrivesTo?: string | undefined;
  /** Inclusive bounds in minor units of `currency`, without which they mean nothing. */
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
  /** The beginning of a payout id. */
  readonly idPrefix?: string | undefined;
  /** An amount as typed, read in each currency's own decimals. */
  readonly typedAmount?: string | undefined;
  /** Beginnings of words in the connected account's name, all of which must be there. */
  readonly words?: readonly string[] | undefined;
};

/** By creation, by amount, by arrival. An order by amount is offered only within one currency. */
export const PAYOUT_ORDERS = ['newest', 'oldest', 'largest', 'smallest', 'latest', 'earliest'] as const;
export type PayoutSort = (typeof PAYOUT_ORDERS)[number];

export type PayoutColumn =
  | 'account'
  | 'amount'
  | 'status'
  | 'destination'
  | 'method'
  | 'schedule'
  | 'arrives'
  | 'created'
  | 'country'
  | 'payout';

export type PayoutRow = {
  readonly payoutId: string;
  readonly connectedAccountId: string;
  readonly connectedAccountName: string | null;
  readonly country: string | null;
  readonly amount: Money;
  readonly status: string;
  readonly method: string;
  readonly isAutomatic: boolean;
  readonly occurredAt: Date;
  readonly arrivesOn: string;
  readonly failureCode: string | null;
  readonly destinationLast4: string | null;
  readonly destinationInstitution: string | null;
};

/** `count` is null where counting would take longer than the list itself; no number is better than a wrong one. */
export type FacetValue = { readonly value: string; readonly count: CappedCount | null };

/** Counts ignore the facet's own choice and respect all others. */
export type PayoutFacets = {
  readonly status: readonly FacetValue[];
  readonly currency: readonly FacetValue[];
  readonly method: readonly FacetValue[];
  readonly isAutomatic: readonly FacetValue[];
};

/** Sums of all matching payouts; null when more match than are counted, because half a sum is a wrong sum. */
export type PayoutTotals = { readonly count: CappedCount; readonly sums: readonly Money[] | null };

/** What a screen of payouts needs, from one reading of the counts. */
export type PayoutList = {
  readonly page: Page<PayoutRow>;
  readonly facets: PayoutFacets;
  readonly totals: PayoutTotals;
};

export type PayoutStatusChange = {
  readonly status: string;
  readonly failureCode: string | null;
  readonly seenAt: Date;
};

export type PayoutEvent = {
  readonly stripeEventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly arrivedBy: string;
  readonly state: string;
};

export type PayoutDestination = {
  readonly externalAccountId: string;
  readonly kind: string;
  readonly institution: string | null;
  readonly last4: string;
  readonly country: string | null;
  readonly status: string | null;
  readonly isDeleted: boolean;
  readonly firstSeenAt: Date;
};

/** One HTTP attempt at Stripe about this payout. `stripeRequestId` is null when no answer came. */
export type PayoutStripeCall = {
  readonly key: string;
  readonly calledAt: Date;
  readonly method: string;
  readonly endpoint: string;
  readonly outcome: string;
  readonly statusCode: number | null;
  readonly stripeRequestId: string | null;
  readonly durationMs: number;
  readonly traceId: string | null;
};

/** Everything known about one payout but its journal entries, which are the ledger's to tell. */
export type PayoutDetail = PayoutRow & {
  readonly livemode: boolean;
  readonly failureMessage: string | null;
  readonly traceStatus: string | null;
  readonly traceValue: string | null;
  readonly statementDescriptor: string | null;
  readonly sourceType: string | null;
  readonly originalPayoutId: string | null;
  readonly reversedByPayoutId: string | null;
  readonly reconciliationStatus: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly destinationId: string | null;
  readonly destination: PayoutDestination | null;
  readonly balanceTransactionId: string | null;
  readonly failureBalanceTransactionId: string | null;
  readonly lockStrength: string | null;
  readonly paidSeenAt: Date | null;
  readonly readAt: Date;
  /** When Stripe's list of what an automatic payout pays was read whole, how many it names and their net in minor units. */
  readonly contentsReadAt: Date | null;
  readonly contentsCount: number | null;
  readonly contentsNet: bigint | null;
  readonly statusChanges: readonly PayoutStatusChange[];
  readonly events: readonly PayoutEvent[];
  /** The newest of them, oldest first. */
  readonly stripeCalls: readonly PayoutStripeCall[];
  readonly balanceTransactions: readonly BalanceTransactionLine[];
};
