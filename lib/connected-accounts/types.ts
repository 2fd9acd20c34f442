import type { DisputeInWords } from './dispute-in-words.ts';
import type { Money } from '../money/money.ts';
import type { CappedCount, Page } from '../paging.ts';
import type { RequirementsInWords } from './requirements-in-words.ts';
import type { Band } from './rules/bands.ts';
import type { BandChange, EffectInWords } from './rules/looser-in-words.ts';
import type { OutsideRule } from './rules/outside-rules.ts';
import type { SegmentItem } from './rules/scorecard.ts';

export type { RequirementsInWords } from './requirements-in-words.ts';

export const LOCK_STRENGTHS = [
  'platform_balance',
  'manual_sole_payer',
  'manual_holder_can_pay',
  'automatic',
  'unknown',
] as const;
export type LockStrengthName = (typeof LOCK_STRENGTHS)[number];

/**
 * How far an account is from being allowed what it was made for, worst first. From one that was never completed nothing was taken:
 * its details are missing.
 */
export const REQUIREMENT_STATES = ['restricted', 'past_due', 'due', 'details_missing', 'clear'] as const;
export type RequirementState = (typeof REQUIREMENT_STATES)[number];

/** Where it stands in its life with Stripe, what needs somebody first. */
export const LIFECYCLES = [
  'restricted_soon',
  'restricted',
  'in_review',
  'onboarding',
  'rejected',
  'enabled',
  'deauthorized',
] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** One value per facet. `undefined` means "any". */
export type ConnectedAccountFilter = {
  readonly lifecycle?: string | undefined;
  readonly lockStrength?: string | undefined;
  readonly requirementState?: string | undefined;
  readonly payoutsEnabled?: boolean | undefined;
  /** Upper case, as Stripe writes it. */
  readonly country?: string | undefined;
  /** The default currency, lower case. */
  readonly currency?: string | undefined;
  /** Inclusive and exclusive bounds of the creation at Stripe, ISO 8601 with zone. */
  readonly createdFrom?: string | undefined;
  readonly createdBefore?: string | undefined;
  /** The beginning of the account's id. */
  readonly idPrefix?: string | undefined;
  /** Beginnings of words of the name, all of which must be there. */
  readonly words?: readonly string[] | undefined;
};

export const CONNECTED_ACCOUNT_ORDERS = ['newest', 'oldest', 'a-z', 'z-a', 'soonest', 'latest'] as const;
export type ConnectedAccountSort = (typeof CONNECTED_ACCOUNT_ORDERS)[number];

export const CONNECTED_ACCOUNT_COLUMNS = [
  'name',
  'lock',
  'lifecycle',
  'restricts',
  'next',
  'information',
  'requirements',
  'payouts',
  'charges',
  'country',
  'currency',
  'created',
  'read',
  'account',
] as const;
export type ConnectedAccountColumn = (typeof CONNECTED_ACCOUNT_COLUMNS)[number];

export type ConnectedAccountRow = {
  readonly connectedAccountId: string;
  readonly displayName: string;
  /** The name as it is ordered: without case and accents. */
  readonly nameOrder: string;
  readonly country: string | null;
  readonly defaultCurrency: string | null;
  readonly lockStrength: LockStrengthName;
  readonly chargesEnabled: boolean;
  readonly payoutsEnabled: boolean;
  readonly lifecycle: Lifecycle;
  /** When Stripe restricts it if nothing is given; the year 9999 for never. */
  readonly restrictsAt: Date;
  /** The first answer that Stripe waits for, in words; null when it waits for none. */
  readonly nextStep: string | null;
  /** What became of what its owner was asked for here; null when nothing is open. */
  readonly information: 'overdue' | 'answered' | 'sent' | null;
  readonly requirementState: RequirementState;
  readonly requirementsDue: number;
  readonly currentDeadline: Date | null;
  readonly disabledReason: string | null;
  readonly payoutInterval: string | null;
  readonly createdAtStripe: Date;
  readonly deauthorizedAt: Date | null;
  readonly readAt: Date;
};

type FacetValues = readonly { value: string; count: CappedCount }[];

/** Counts ignore the facet's own choice and respect all others. */
export type ConnectedAccountFacets = {
  readonly lockStrength: FacetValues;
  readonly lifecycle: FacetValues;
  readonly requirementState: FacetValues;
  readonly payoutsEnabled: FacetValues;
  readonly country: FacetValues;
  readonly currency: FacetValues;
};

/** What the list needs, with counts from one reading. */
export type ConnectedAccountList = {
  readonly page: Page<ConnectedAccountRow>;
  readonly facets: ConnectedAccountFacets;
  readonly count: CappedCount;
};

export type ExternalAccountRow = {
  readonly externalAccountId: string;
  readonly kind: string;
  readonly institution: string | null;
  readonly last4: string;
  readonly currency: string | null;
  readonly country: string | null;
  readonly holderName: string | null;
  readonly status: string | null;
  readonly isDefaultForCurrency: boolean;
  readonly firstSeenAt: Date;
  readonly deletedAt: Date | null;
};

export type ExternalAccountChangeRow = {
  readonly externalAccountId: string;
  readonly change: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly seenAt: Date;
  /** Of a destination that the account began with: that, in words; null for every other change. */
  readonly firstSight: string | null;
};

/** Stripe's Balance object in one currency, as last read. */
export type StripeBalanceRow = {
  readonly available: Money;
  readonly pending: Money;
  readonly connectReserved: Money;
  readonly instantAvailable: Money | null;
  readonly readAt: Date;
};

export type ConnectedAccountDetail = ConnectedAccountRow & {
  readonly livemode: boolean;
  readonly apiGeneration: string;
  readonly businessType: string | null;
  readonly controllerType: string | null;
  readonly isController: boolean | null;
  readonly dashboard: string | null;
  readonly feesPayer: string | null;
  readonly lossesPayments: string | null;
  readonly requirementCollection: string | null;
  readonly detailsSubmitted: boolean;
  readonly lockReasons: readonly { readonly code: string; readonly text: string }[];
  readonly lockNextStep: string | null;
  readonly capabilities: readonly { readonly name: string; readonly status: string }[];
  readonly requirements: RequirementsInWords;
  readonly payoutsStatus: string | null;
  readonly delayDays: number | null;
  readonly debitNegativeBalances: boolean | null;
  readonly minimumBalances: readonly Money[];
  readonly settingsReadAt: Date | null;
  readonly externalAccounts: readonly ExternalAccountRow[];
  readonly externalAccountChanges: readonly ExternalAccountChangeRow[];
  readonly balances: readonly StripeBalanceRow[];
};

export type NoteVersion = {
  readonly version: number;
  readonly text: string;
  readonly writtenByName: string;
  readonly writtenAt: Date;
};

/** `before`: earlier versions, newest first. */
export type Note = {
  readonly noteId: string;
  readonly isPinned: boolean;
  readonly now: NoteVersion;
  readonly before: readonly NoteVersion[];
};

/** `amount` is in the currency of the charge; what Stripe took and gave back is in the ledger. */
export type Dispute = {
  readonly disputeId: string;
  readonly occurredAt: Date;
  readonly amount: Money;
  readonly status: string;
  readonly reason: string;
  readonly chargeId: string;
  /** Of a charge on the platform: its balance answers for it, and a transfer paid this account. */
  readonly isOnPlatform: boolean;
  readonly evidenceDueAt: Date | null;
  readonly hasEvidence: boolean;
  readonly balanceTransactionIds: readonly string[];
  readonly readAt: Date;
  readonly words: DisputeInWords;
};

/** What a timeline can be narrowed to. */
export const TIMELINE_KINDS = ['account', 'destinations', 'payouts', 'disputes', 'owners', 'notes'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Something that happened to a connected account. `record` is where to read it whole. */
export type TimelineItem = {
  readonly key: string;
  readonly at: Date;
  readonly tone: 'failed' | 'held' | 'paid' | 'info' | undefined;
  readonly title: string;
  readonly details: readonly string[];
  readonly amount: Money | null;
  readonly record: { readonly kind: 'event' | 'payout' | 'audit'; readonly id: string } | null;
};

/** What was said of an account's band at one moment. */
export type SegmentHistoryRow = {
  readonly segmentAssessmentId: string;
  readonly assessedAt: Date;
  readonly band: Band;
  readonly bandBefore: Band | null;
  readonly points: number;
  readonly why: string;
  readonly by: string;
};

/** In which band an account is, why, and what that does. */
export type SegmentView = {
  readonly connectedAccountId: string;
  readonly band: Band;
  readonly bandSince: Date;
  /** What the scorecard says; a looser one waits for a person. */
  readonly scoredBand: Band;
  readonly points: number;
  /** In hundredths of a percent of the volume. */
  readonly expectedLossBp: number;
  readonly segmentAssessmentId: string;
  readonly assessedAt: Date;
  readonly dueAt: Date;
  /** All that the band in force does to what is asked for now, beside what the published policy asks for. */
  readonly effects: readonly EffectInWords[];
  /** What is owed by its rule of verification, as a sentence; null for nothing. */
  readonly verificationOwed: string | null;
  readonly items: readonly SegmentItem[];
  readonly outside: readonly OutsideRule[];
  readonly scorecardHash: string;
  readonly proposal: {
    readonly segmentProposalId: string;
    readonly toBand: Band;
    readonly proposedAt: Date;
    /** Whose doing made the scorecard propose it: an operator's id, or a job. */
    readonly proposedBy: string;
    /** What it would change, and what it would not: payouts that wait by now, and the end of the last wait. */
    readonly changes: readonly BandChange[];
    readonly waiting: { readonly count: number; readonly until: Date | null };
    /** What whoever agrees proves presence for. */
    readonly root: string;
  } | null;
  /** Newest first. */
  readonly history: readonly SegmentHistoryRow[];
};

/** Why an account is rejected, in Stripe's own words: `AccountRejectParams.Reason` of the SDK. */
export type RejectionReason =
  | 'fraud_no_intent_to_fulfill'
  | 'fraud_payment_method_casher'
  | 'fraud_payment_method_tester'
  | 'fraud_other'
  | 'credit'
  | 'terms_of_service'
  | 'other';

export type RejectionAct = 'reject' | 'unreject';

/** One wish to reject an account, or to reject it no longer, and what became of it. */
export type RejectionView = {
  readonly accountRejectionId: string;
  readonly act: RejectionAct;
  /** Stripe's reason in our words; null when it is to be let in again. */
  readonly forWhat: string | null;
  readonly reviewerText: string;
  readonly state: 'asked' | 'declined' | 'confirmed' | 'done' | 'refused';
  readonly askedById: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** Whoever asked declined it. */
  readonly isTakenBack: boolean;
  /** Of a declined one, in the decider's words. */
  readonly whyNot: string | null;
  readonly endedAt: Date | null;
  readonly problem: string | null;
  /** What the second person confirms, as a hash; null when there is nothing to confirm. */
  readonly root: string | null;
};

/** Whether an account can be rejected or not be, what has been asked, and what is under way. */
export type RejectionStanding = {
  /** By the platform, as Stripe says of the account now. */
  readonly isRejected: boolean;
  /** Why nobody can ask for either, in words; null where somebody can. */
  readonly cannot: string | null;
  readonly open: RejectionView | null;
  /** Newest first, without the open one. */
  readonly ended: readonly RejectionView[];
  /** Of an account that the platform has rejected: the wish that did it; null where nobody asked for it here. */
  readonly rejectedBy: RejectionView | null;
  /** By Stripe's code, in the order in which a person chooses. */
  readonly reasons: Readonly<Record<RejectionReason, string>>;
  /** What of the account's money is not decided or not there yet. */
  readonly undecidedPayouts: number;
  readonly payoutsOnTheirWay: number;
};
