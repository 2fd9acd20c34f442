import type { Money } from '../money/money.ts';

export type KillSwitchState = 'engaging' | 'engaged' | 'release_asked' | 'released';

/** What stands over every page. Instants as text, so that the same shape goes through the live stream. */
export type StandingSwitch = {
  readonly killSwitchId: string;
  readonly scope: string;
  readonly scopeValue: string;
  readonly state: KillSwitchState;
  readonly pressedAt: string;
};

/** One press, with the people by name. Milliseconds are measured by the database's clock. */
export type KillSwitchPressed = {
  readonly killSwitchId: string;
  readonly scope: string;
  readonly scopeValue: string;
  readonly reason: string;
  readonly state: KillSwitchState;
  readonly engagedBy: string;
  readonly pressedAt: Date;
  readonly stoppedAt: Date | null;
  readonly stopMs: number | null;
  /** How many covered calls were under way when it was pressed. */
  readonly inFlight: number;
  readonly releaseAskedById: string | null;
  readonly releaseAskedBy: string | null;
  readonly releaseAskedAt: Date | null;
  readonly releaseReason: string | null;
  readonly releasedBy: string | null;
  readonly releasedAt: Date | null;
};

/** Payouts that are decided and stay, one line a currency. */
export type WaitingMoney = { readonly payouts: number; readonly amount: Money };
