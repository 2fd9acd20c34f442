import type { Money } from '../money/money.ts';

/** Something with which a person confirms a money step, as its owner sees it. */
export type StepUpFactor = {
  readonly factorId: string;
  readonly kind: 'passkey' | 'totp';
  readonly name: string;
  readonly isActive: boolean;
  readonly enrolledAt: Date;
  readonly confirmedAt: Date | null;
  readonly confirmedByName: string | null;
  /** What its owner and whoever confirms it compare. */
  readonly fingerprint: string;
};

/** Somebody else's, as an administrator sees it. */
export type OthersFactor = {
  readonly factorId: string;
  readonly kind: 'passkey' | 'totp';
  readonly name: string;
  readonly isActive: boolean;
  readonly operatorId: string;
  readonly ownerName: string;
  readonly enrolledAt: Date;
  readonly fingerprint: string;
  /** What an administrator proves their presence for: that it is its owner's; of one that counts, that it is taken away. */
  readonly root: string;
};

/** With what somebody can confirm a money step. */
export type StepUpWays = {
  readonly hasPasskey: boolean;
  readonly hasCodes: boolean;
  /** When the next one-time code counts, because the one of now is used; null when the one of now does. */
  readonly nextCodeAt: Date | null;
  /** What the person's phone would show if they had one; null outside the demo. */
  readonly demo: DemoCodes | null;
};

/** Codes that everybody may know. Time is counted in steps of 30 seconds; only codes of later steps than `lastStep` count. */
export type DemoCodes = {
  /** Base32, as an authenticator app takes it. */
  readonly secret: string;
  readonly lastStep: number;
  /** The code to type now, or null while the next one is waited for. */
  readonly code: string | null;
};

/** Lines as they are read and hashed; `after` where a number becomes another one, `href` where a page says more. */
export type PreviewGroup = {
  readonly title: string;
  readonly lines: readonly {
    readonly name: string;
    readonly value: string;
    readonly after?: string;
    readonly href?: string;
  }[];
};

/** What approving will do, and what a decision must carry to be about exactly that. */
export type DecisionPreview = {
  readonly payoutRequestId: string;
  readonly version: number;
  readonly payloadHash: string;
  readonly previewHash: string;
  readonly groups: readonly PreviewGroup[];
  /** A destination that is gone, a hold, a kill switch or a minimum balance keeps the money although it be approved. */
  readonly isKept: boolean;
  /** What these say, in words. */
  readonly obstacles: readonly string[];
  /** The holds that keep it, by id: a reserve that it leaves untouched is none of them. */
  readonly heldBy: readonly string[];
  /** Why nobody can approve it, and who has to do what; null while its destination stands. */
  readonly destinationGone: { readonly fact: string; readonly next: string } | null;
};

/**
 * What came of one request of a bulk decision as it stands now; `waiting` until something has. Of approvals: `more` when other
 * people must approve too, `kept` when something keeps the money all the same, `void` when it counts no more. `left_out` when
 * nothing was tried, because something stood in the way of deciding it; `failed` when something went wrong, here or at Stripe.
 */
export type BulkOutcome =
  'done' | 'more' | 'kept' | 'void' | 'decided' | 'forbidden' | 'left_out' | 'failed' | 'waiting';

/** What is said of some requests of a bulk decision together; without a number it is so of all. */
export type BulkPreviewGroup = {
  readonly title: string;
  readonly lines: readonly {
    readonly words: string;
    readonly count: number | null;
    readonly totals: readonly Money[];
  }[];
};

/** What would come of one request, in words. */
export type ForeseenItem = {
  readonly payoutRequestId: string;
  readonly will: string;
  readonly isLeftOut: boolean;
  /** What deserves a look of its own. */
  readonly notes: readonly string[];
};

/** What came otherwise since its person was shown a list, in the words of then and of now. */
export type BulkChange = { readonly payoutRequestId: string; readonly was: string; readonly now: string };

/** What a bulk decision will do, as it is now, before its person confirms it. */
export type BulkPreview = {
  readonly previewHash: string;
  /** The hash of all that is listed with what it would do now: another one than the list's is another choice. */
  readonly root: string;
  readonly groups: readonly BulkPreviewGroup[];
  readonly items: readonly ForeseenItem[];
  /** So many would be decided; the others are left out. */
  readonly decidable: number;
  /** Since it was listed; of one that is listed anew, since the list before. */
  readonly changes: readonly BulkChange[];
};

/** One decision of one person on many requests. */
export type BulkDecision = {
  readonly bulkDecisionId: string;
  readonly decision: 'approve' | 'reject';
  readonly reason: string | null;
  /** `preparing` while each is looked at, `draft` until its person confirms, `queued` while a worker decides. */
  readonly state: 'preparing' | 'draft' | 'queued' | 'done' | 'stopped';
  /** The hash of everything that is shown; null while it is prepared. */
  readonly root: string | null;
  readonly retryOf: string | null;
  readonly isOwn: boolean;
  readonly operatorName: string;
  readonly wanted: number;
  readonly prepared: number;
  readonly madeAt: Date;
  readonly endedAt: Date | null;
  /** Who ended it before its end, and when; null for one that nobody stopped. */
  readonly stopped: { readonly by: string; readonly isOwn: boolean; readonly at: Date } | null;
  readonly counts: Readonly<Record<BulkOutcome, number>>;
  readonly totals: readonly { readonly total: Money; readonly count: number }[];
  /** Of one's own approvals those that can be taken back now, how many of them leave, and the end of the time for that; null for none. */
  readonly takeBack: { readonly count: number; readonly leaving: number; readonly until: Date | null } | null;
};

/** One request of it, as it is now. */
export type BulkItem = {
  readonly payoutRequestId: string;
  readonly connectedAccountId: string;
  readonly connectedAccountName: string;
  readonly amount: Money;
  readonly state: string;
  readonly outcome: BulkOutcome;
  readonly message: string | null;
  readonly standing: number;
  readonly approvalsNeeded: number;
  /** What stands in the way of one that is `kept`, in words. */
  readonly keptBy: readonly string[];
  /**
   * Of the reader's own approval by this decision: the end of the time to take it back, null in it while it waits for
   * something else than time; `over` once a worker has taken the payout; null where there is nothing to take back.
   */
  readonly takeBack: { readonly until: Date | null } | 'over' | null;
};
