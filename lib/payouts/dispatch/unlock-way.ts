import { DISPATCH_TIMING } from './timing.ts';

/** After the lock, until no call from before it can still be under way. The guard of the database says the same (0118). */
export const SETTLED_MS = DISPATCH_TIMING.callMs + DISPATCH_TIMING.settleMs;

/**
 * After the lock, or after a payout that has the lists read once more, until lists that nobody has read whole count as lists that cannot
 * be: ten thousand accounts at fifteen lists a second take eleven minutes, begun when the calls have settled. The guard of the database says
 * the same (0118).
 */
export const OVERDUE_MS = 15 * 60_000;

/**
 * After a list could not be read, until it counts as one that cannot be when it fails again: the worker tries anew within seconds, and what
 * Stripe refuses for speed or for a moment it gives within a minute. The guard of the database says the same (0118).
 */
export const FAILED_AGAIN_MS = 60_000;

/**
 * What lets people end the lock: Stripe's lists were read whole since (one person); or two people may, because the same account's list could
 * not be read twice, `FAILED_AGAIN_MS` or more apart, and no reading got past it between or since, or because none has finished for
 * `OVERDUE_MS`. One reading that failed is nothing: the next one is under way.
 */
export type UnlockWay = 'read' | 'reading_failed' | 'reading_overdue';

type Lock = {
  readonly lockedAt: Date;
  readonly unreadSince: Date | null;
  readonly readWholeAt: Date | null;
  readonly readingFailedAgainAt: Date | null;
};

/** @returns when nothing from before the lock can be under way any more, and when lists that were not read are overdue */
export function unlockTimes({ lockedAt, unreadSince }: Pick<Lock, 'lockedAt' | 'unreadSince'>): {
  settledAt: Date;
  overdueAt: Date;
} {
  return {
    settledAt: new Date(lockedAt.getTime() + SETTLED_MS),
    overdueAt: new Date((unreadSince ?? lockedAt).getTime() + OVERDUE_MS),
  };
}

/** @param at by the database's clock, as is the lock @returns null while nobody may end the lock */
export function unlockWay(lock: Lock, at: Date): UnlockWay | null {
  const { settledAt, overdueAt } = unlockTimes(lock);
  if (at < settledAt) return null;
  if (lock.readWholeAt !== null) return 'read';
  if (lock.readingFailedAgainAt !== null) return 'reading_failed';
  return at < overdueAt ? null : 'reading_overdue';
}
