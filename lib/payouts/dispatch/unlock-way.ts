import { DISPATCH_TIMING } from './timing.ts';

/** After the lock, until no call from before it can still be under way. The guard of the database says the same (0114). */
export const SETTLED_MS = DISPATCH_TIMING.callMs + DISPATCH_TIMING.settleMs;

/**
 * After the lock, until lists that nobody has read whole count as lists that cannot be: ten thousand accounts at fifteen
 * lists a second take eleven minutes, begun when the calls have settled. The guard of the database says the same (0114).
 */
export const OVERDUE_MS = 15 * 60_000;

/**
 * What lets people end the lock: Stripe's lists were read whole since (one person), a reading since has failed, or none
 * has finished for `OVERDUE_MS` (two people).
 */
export type UnlockWay = 'read' | 'reading_failed' | 'reading_overdue';

type Lock = {
  readonly lockedAt: Date;
  readonly readWholeAt: Date | null;
  readonly readingFailedAt: Date | null;
};

/** @returns when nothing from before the lock can be under way any more, and when lists that were not read are overdue */
export function unlockTimes({ lockedAt }: Pick<Lock, 'lockedAt'>): { settledAt: Date; overdueAt: Date } {
  return {
    settledAt: new Date(lockedAt.getTime() + SETTLED_MS),
    overdueAt: new Date(lockedAt.getTime() + OVERDUE_MS),
  };
}

/** @param at by the database's clock, as is the lock @returns null while nobody may end the lock */
export function unlockWay(lock: Lock, at: Date): UnlockWay | null {
  const { settledAt, overdueAt } = unlockTimes(lock);
  if (at < settledAt) return null;
  if (lock.readWholeAt !== null) return 'read';
  if (lock.readingFailedAt !== null) return 'reading_failed';
  return at < overdueAt ? null : 'reading_overdue';
}
