export type RiskFactKind = 'charge' | 'decline' | 'refund' | 'dispute' | 'warning' | 'transfer';

/** One thing that happened to a charge, of which every event that tells it tells the same. */
export type RiskFact = {
  /** `acct_…`; `platform` when only its charge says whose it is. */
  connectedAccountId: string;
  kind: RiskFactKind;
  stripeId: string;
  /** Stripe's `created` of the object. */
  occurredAt: Date;
  /** The charge that it is about; of a charge its own id. */
  chargeId: string | null;
  /** Null for a warning, which names neither currency nor amount. */
  currency: string | null;
  /** Minor units. */
  amount: bigint | null;
  cardCountry: string | null;
  /** As Stripe names the card; never stored. */
  cardFingerprint: string | null;
  riskLevel: string | null;
  reason: string | null;
  isPlatformMade: boolean;
  /** The charge is on the platform: a destination charge, or one with separate transfers. */
  isPlatformCharge: boolean;
  stripeEventId: string;
};

/** What an event's object says by itself. */
export type ToldRiskFact = Omit<RiskFact, 'stripeEventId'>;

/** A fact as it is stored: of the card only what our key makes of it. */
export type StoredRiskFact = Omit<RiskFact, 'cardFingerprint'> & { cardHash: string | null };
