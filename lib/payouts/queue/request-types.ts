import type { DecisionPreview } from '../../approvals/types.ts';
import type { HoldReason, HoldView } from '../../holds/types.ts';
import type { Money } from '../../money/money.ts';
import type { CappedCount, Page } from '../../paging.ts';
import type { FacetCount } from '../../tables/types.ts';
import type { DestinationChoice } from '../requests/choose-destination.ts';
import type { Gone } from '../review/gone-destination.ts';
import type { LostApproval } from '../review/lost-approvals.ts';
import type { ForgottenPayout, UnknownOutcome } from '../dispatch/types.ts';

export const REQUEST_STATES = [
  'in_review',
  'approved',
  'dispatching',
  'unknown',
  'refused',
  'returned',
  'sent',
  'settled',
  'rejected',
  'cancelled',
] as const;
export type PayoutRequestState = (typeof REQUEST_STATES)[number];
export const REQUEST_ORIGINS = ['cadence', 'person', 'file', 'owner'] as const;
export const REQUEST_ROUTES = ['automatic', 'wait', 'people'] as const;

/** By what should be decided first, by time, by amount. An order by amount is offered only within one currency. */
export const REQUEST_ORDERS = ['priority', 'newest', 'oldest', 'largest', 'smallest'] as const;
export type PayoutRequestSort = (typeof REQUEST_ORDERS)[number];

/** One value per facet. `undefined` means "any". */
export type PayoutRequestFilter = {
  readonly state?: string | undefined;
  readonly currency?: string | undefined;
  readonly origin?: string | undefined;
  readonly route?: string | undefined;
  readonly method?: string | undefined;
  /** `open`: something keeps it from leaving; `none`. */
  readonly hold?: string | undefined;
  /** `me`: only what its reader has neither asked for nor approved. */
  readonly for?: string | undefined;
  readonly connectedAccountId?: string | undefined;
  /** Inclusive and exclusive bounds of when it was asked for, ISO 8601 with zone. */
  readonly askedFrom?: string | undefined;
  readonly askedBefore?: string | undefined;
  /** Inclusive bounds in minor units of `currency`, without which they mean nothing. */
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
  readonly payoutRequestId?: string | undefined;
  /** Beginnings of words in the connected account's name, all of which must be there. */
  readonly words?: readonly string[] | undefined;
};

export type PayoutRequestColumn =
  | 'account'
  | 'priority'
  | 'amount'
  | 'state'
  | 'approvals'
  | 'why'
  | 'reviewer'
  | 'asked'
  | 'destination'
  | 'origin'
  | 'route'
  | 'method'
  | 'leaves'
  | 'country'
  | 'request';

/** What gives a request points for risk. */
export const RISK_CAUSES = ['holds', 'new_destination', 'weak_lock', 'band', 'anomaly'] as const;
export type RiskCause = (typeof RISK_CAUSES)[number];

/** The parts of which a place in the queue is made: each is shown, none is hidden. */
export type RequestPriority = {
  readonly money: number;
  readonly risk: number;
  /** Those that this one has. */
  readonly riskCauses: readonly RiskCause[];
  readonly time: number;
};

export type ParticularCode =
  | 'destination_gone'
  | 'destination_changed'
  | 'rejected_before'
  | 'first_payout'
  | 'unusual'
  | 'instant'
  | 'asked_by'
  | 'policy';

/** One thing that sets a request apart, for screens by its code and for people by its words. */
export type Particular = { readonly code: ParticularCode; readonly words: string };

export type PayoutRequestRow = {
  readonly payoutRequestId: string;
  readonly connectedAccountId: string;
  readonly connectedAccountName: string;
  readonly country: string | null;
  readonly lockStrength: string;
  readonly amount: Money;
  readonly state: PayoutRequestState;
  readonly stateSince: Date;
  readonly origin: (typeof REQUEST_ORIGINS)[number];
  readonly route: (typeof REQUEST_ROUTES)[number];
  readonly routeReasons: readonly string[];
  /** The policy's wait while it is not over and nothing has left; no approval ends it. */
  readonly waitsUntil: Date | null;
  /** Those of its reasons that make it wait. */
  readonly waitReasons: readonly string[];
  /** What sets it apart from its neighbours, in a few words each: what is undecidable, what was rejected, then the shortest. */
  readonly particulars: readonly Particular[];
  /** What can be said where nothing does. */
  readonly commonplace: string;
  /** The file of proposals that it came in. */
  readonly file: { readonly name: string; readonly line: number } | null;
  readonly method: string;
  readonly version: number;
  readonly askedAt: Date;
  /** A person by name; null when a cadence asked. */
  readonly askedBy: string | null;
  readonly askedByOperatorId: string | null;
  /** Who opened it again last, by name; null when nobody did. */
  readonly reopenedBy: string | null;
  readonly reopenedByOperatorId: string | null;
  readonly approvalsNeeded: number;
  readonly approverRole: string | null;
  /** Distinct people whose yes counts now. */
  readonly standing: number;
  /** Names behind decisions that stand. */
  readonly approvedBy: readonly string[];
  /** Approvals that no longer count, of one that waits for a decision: whose, and why, as a part of a sentence. */
  readonly lostApprovals: readonly LostApproval[];
  readonly rejectedBy: string | null;
  /** Why the reader cannot approve it although they did not ask themselves: they count as one hand with whoever did, in a sentence. */
  readonly oneHand: string | null;
  /** The later of its wait and the time in which an approval can be taken back. */
  readonly leavesAfter: Date | null;
  readonly openHolds: number;
  readonly holdReasons: readonly HoldReason[];
  readonly failureCode: string | null;
  readonly payoutId: string | null;
  readonly destinationInstitution: string | null;
  readonly destinationLast4: string | null;
  /** How its destination is not what it was asked for with, so that nobody can approve it; null where it is, or once it is past that. */
  readonly goneDestination: Gone | null;
  /** Who has it open now; null when nobody has. */
  readonly reviewer: { readonly operatorId: string; readonly name: string; readonly until: Date } | null;
  /** Null when there is nothing to decide. */
  readonly priority: RequestPriority | null;
};

/** One that has not come to an end, with what keeps its money although it be approved, in words. */
export type OpenPayoutRequest = PayoutRequestRow & { readonly keptBy: readonly string[] };

/** Counts ignore the facet's own choice and respect all others. */
export type PayoutRequestFacets = {
  readonly state: readonly FacetCount[];
  readonly currency: readonly FacetCount[];
  readonly origin: readonly FacetCount[];
  readonly route: readonly FacetCount[];
  readonly method: readonly FacetCount[];
  readonly hold: readonly FacetCount[];
};

export type PayoutRequestTotals = { readonly count: CappedCount; readonly sums: readonly Money[] | null };

export type PayoutRequestList = {
  readonly page: Page<PayoutRequestRow>;
  readonly facets: PayoutRequestFacets;
  readonly totals: PayoutRequestTotals;
};

export type RequestDecision = {
  readonly payoutApprovalId: string;
  readonly decision: 'approve' | 'reject';
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  readonly reason: string | null;
  readonly decidedAt: Date;
  readonly voidedBecause: string | null;
};

/** One step of its story, from the record. */
export type RequestEvent = {
  readonly auditRecordId: string;
  readonly at: Date;
  readonly action: string;
  /** A person by name; what a job did, Sluice did. */
  readonly by: string;
  /** Whose approval it is about; null where it is about nobody's. */
  readonly about: string | null;
  /** A reason or a note, or what Stripe or the bank said. */
  readonly detail: string | null;
  /** Why Sluice did it, as a part of a sentence; null where there is nothing to say, or a person wrote why. */
  readonly because: string | null;
  /** `1 of 2` after an approval. */
  readonly approvals: string | null;
  readonly payoutAttemptId: string | null;
  /** How often Stripe was asked with this attempt's key, this time among them. */
  readonly call: number | null;
  readonly payoutId: string | null;
};

export type RequestAllocation = {
  readonly balanceTransactionId: string;
  /** Null for one that is not mirrored. */
  readonly type: string | null;
  readonly occurredAt: Date;
  readonly amount: Money;
};

export type DestinationChange = {
  readonly externalAccountId: string;
  readonly seenAt: Date;
  readonly what: string;
};

export type RequestAttempt = {
  readonly payoutAttemptId: string;
  readonly attemptNumber: number;
  readonly state: string;
  /** How often Stripe was asked with its key. */
  readonly calls: number;
  /** How often its payout was looked for in Stripe's list. */
  readonly lookUps: number;
  readonly createdAt: Date;
  readonly stripeRequestId: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly nextLookUpAt: Date | null;
};

/** Everything that whoever decides looks at. */
export type PayoutRequestDetail = PayoutRequestRow & {
  readonly destinationId: string;
  readonly statementDescriptor: string | null;
  readonly policyVersionId: string | null;
  readonly attemptCount: number;
  readonly failureMessage: string | null;
  readonly holds: readonly HoldView[];
  readonly decisions: readonly RequestDecision[];
  readonly events: readonly RequestEvent[];
  readonly allocations: readonly RequestAllocation[];
  readonly allocationCount: number;
  readonly destinationChanges: readonly DestinationChange[];
  readonly attempts: readonly RequestAttempt[];
  /** Null while the outcome of the last call is known. */
  readonly unknown: UnknownOutcome | null;
  /** A payout of a forgotten time that Stripe has for it, while people have not said whose it is. */
  readonly forgotten: ForgottenPayout | null;
  readonly preview: DecisionPreview;
  /** Where it could go while it can be changed or opened again, first where it goes if nobody chooses. */
  readonly destinations: readonly DestinationChoice[];
  /** What comes next of one that was refused or came back; null of every other. */
  readonly reopening: Reopening | null;
};

/** Whether a request can be opened again, and what its people have to know of it. */
export type Reopening = { readonly isPossible: boolean; readonly fact: string | null; readonly next: string };
