import type { CappedCount } from '../paging.ts';

/** What stands on every page: how current our picture of Stripe is, and what has stopped. */
export type ShellStatus = {
  livemode: boolean;
  /** Age in seconds of the oldest event that is due and not processed; 0 when we have caught up. */
  secondsBehind: number;
  waitingEvents: CappedCount;
  failedEvents: CappedCount;
  openAlarms: CappedCount;
  /** ISO instants, so that the same shape goes through the live stream. */
  workerSeenAt: string | null;
  newestEventAt: string | null;
  readAt: string;
};
