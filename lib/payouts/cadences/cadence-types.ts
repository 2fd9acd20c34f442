/** When payouts of a connected account are proposed. Amounts as people list them: `500.00 EUR; 60,000 JPY`. */
export type CadenceView = {
  readonly cadence: 'daily' | 'weekly' | 'monthly' | 'threshold' | 'on_request';
  readonly weekdays: readonly number[];
  readonly monthDay: number | null;
  /** Minutes after midnight in the zone. */
  readonly atMinute: number;
  readonly zone: string;
  readonly thresholds: string;
  readonly minimumBalances: string;
  readonly nextDueAt: Date | null;
  readonly version: number;
  /** The person who set it last; null when no person did. */
  readonly setByName: string | null;
  readonly setAt: Date;
  /** Currencies in which another person has approved a payout as it proposed it since: there nobody but itself asks. */
  readonly approvedIn: readonly string[];
};

/** What came of a due time in one currency. */
export type CadenceRun = {
  readonly currency: string;
  readonly dueAt: Date;
  readonly outcome: 'proposed' | 'nothing_payable' | 'refused';
  readonly because: string | null;
  readonly payoutRequestId: string | null;
};

export type PayoutCadence = {
  readonly enrolledAt: Date | null;
  readonly plan: CadenceView | null;
  readonly runs: readonly CadenceRun[];
};

/** What one currency of an account could be paid now, and the sums that lead there, in minor units. */
export type PayableBook = {
  readonly currency: string;
  readonly amount: bigint;
  readonly steps: readonly { readonly text: string; readonly amount: bigint }[];
  /** The hold that keeps everything, in words. */
  readonly heldBecause: string | null;
};
