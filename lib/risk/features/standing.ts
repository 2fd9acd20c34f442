import { dateOf, type RiskReadingText } from './risk-reading.ts';

/** Who the account is and where its money goes, as known at the moment. */
export type RiskStanding = {
  country: string | null;
  createdAt: Date | null;
  /** When the newest bank account or card that it is paid out to came, or became another one; null for what it began with. */
  destinationSince: Date | null;
  /** Of the last 30 days, those after which payouts would go to somebody new. */
  destinationChanges: number;
  isDestinationAbroad: boolean;
  /** Another connected account is paid out to the same bank account. */
  isDestinationShared: boolean;
  /** Of the last 30 days, how often it came to stand otherwise with what Stripe asks for. */
  requirementChanges: number;
  /** Of the last 90 days, how often it fell behind with that. */
  setbacks: number;
  /** Since when Stripe has asked for nothing; null while it does. */
  clearSince: Date | null;
};

/** What never changes of the account, and destinations by when Sluice saw them come. */
export function standingOf(standing: RiskReadingText['standing']): RiskStanding {
  const [changes, setbacks, clearAt, unclearAt] = standing?.requirements ?? [0, 0, null, null];
  return {
    country: standing?.country ?? null,
    createdAt: dateOf(standing?.created),
    destinationSince: dateOf(standing?.since),
    destinationChanges: standing?.changes ?? 0,
    isDestinationAbroad: standing?.isAbroad ?? false,
    isDestinationShared: standing?.isShared ?? false,
    requirementChanges: changes,
    setbacks,
    clearSince: clearAt !== null && clearAt > (unclearAt ?? 0) ? dateOf(clearAt) : null,
  };
}
