export const HOLD_SOURCES = [
  'risk',
  'policy',
  'operator',
  'kill_switch',
  'destination_change',
  'reconciliation',
  'onboarding',
] as const;
export type HoldSource = (typeof HOLD_SOURCES)[number];

/** What a person can say why. The last ones are Sluice's own. */
export const HOLD_REASONS = [
  'unusual_activity',
  'ask_owner',
  'documents_missing',
  'complaint',
  'reserve',
  'other',
  'card_testing',
  'destination_changed',
  'outside_rules',
  'account_rejected',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export type HoldState = 'open' | 'release_asked' | 'released';

/** What the owner of an account was asked for in Sluice, as far as it decides how a hold for missing documents is told. */
export type AskedOfOwner = {
  /** Of what waits for their answer, the next due first. */
  readonly subjects: readonly string[];
  /** They have answered something that nobody has closed. */
  readonly isAnswered: boolean;
};

/** One hold as a screen shows it. People by name; null where Sluice itself acted. */
export type HoldView = {
  readonly holdId: string;
  readonly connectedAccountId: string;
  /** Null: of the whole connected account. */
  readonly payoutRequestId: string | null;
  /** Of an account's hold; null: of every currency. */
  readonly currency: string | null;
  readonly source: HoldSource;
  readonly reason: HoldReason;
  /** 100 stops every payout it covers. */
  readonly keepsPercent: number;
  readonly rollingDays: number | null;
  readonly reviewerText: string;
  /** Its words for the connected account's owner. What stands on their pages is `readWhatOwnerReads` of the portal. */
  readonly ownerText: string;
  /** Whether the owner was asked for anything in Sluice that is not closed: `waiting` for them, `answered` and for us, or `nothing`. */
  readonly asked: 'waiting' | 'answered' | 'nothing';
  readonly placedBy: string | null;
  readonly placedAt: Date;
  readonly reviewBy: Date;
  readonly escalatedAt: Date | null;
  readonly state: HoldState;
  readonly releaseAskedById: string | null;
  readonly releaseAskedBy: string | null;
  readonly releaseAskedAt: Date | null;
  readonly releaseReason: string | null;
  /** What the second person confirms, as a hash; null while nobody has asked for the release. */
  readonly releaseRoot: string | null;
  readonly releasedBy: string | null;
  readonly releasedAt: Date | null;
  /** How firmly Sluice can keep the account's money. */
  readonly lockStrength: string;
  /** Until when Stripe lets the oldest money under it wait, and how many days that is in the account's country. */
  readonly ceilingAt: Date;
  readonly ceilingDays: number;
  readonly country: string | null;
};
