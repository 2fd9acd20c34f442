/** Stripe's own: `AccountRejectParams.Reason` of the SDK. */
export const REJECTION_REASONS = [
  'fraud_no_intent_to_fulfill',
  'fraud_payment_method_casher',
  'fraud_payment_method_tester',
  'fraud_other',
  'credit',
  'terms_of_service',
  'other',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export type RejectionAct = 'reject' | 'unreject';

/** One wish to reject an account, or to reject it no longer, and what became of it. */
export type RejectionView = {
  readonly accountRejectionId: string;
  readonly act: RejectionAct;
  readonly reasonCode: RejectionReason | null;
  readonly reviewerText: string;
  readonly state: 'asked' | 'declined' | 'confirmed' | 'done' | 'refused';
  readonly askedById: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
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
  /** What of the account's money is not decided or not there yet. */
  readonly undecidedPayouts: number;
  readonly payoutsOnTheirWay: number;
};
