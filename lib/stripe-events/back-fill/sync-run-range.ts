import { DomainError } from '../../errors.ts';
import { EVENT_WINDOW_MS, utcDay } from './sync-window.ts';

/**
 * `initial` and `back-fill` go on from the marks. `relist` lists everything again from a day, `relist-money` only
 * payouts and balance transactions, which Stripe keeps for ever.
 */
export const SYNC_RUN_KINDS = ['initial', 'back-fill', 'relist', 'relist-money'] as const;
export type SyncRunKind = (typeof SYNC_RUN_KINDS)[number];

/** Stripe opened in 2011; an earlier day is a slip of the keyboard. */
const FIRST_DAY = '2010-01-01';

/** The oldest UTC day of which Stripe still lists events. */
export function oldestEventDay(now: Date): string {
  return utcDay(new Date(now.getTime() - EVENT_WINDOW_MS));
}

/** @throws DomainError `invalid_input`, for people, unless a run of this kind can begin with this UTC day */
export function assertFromDay(kind: SyncRunKind, fromDay: string | null, now: Date): void {
  const problem = problemOf(kind, fromDay, now);
  if (problem !== null) throw new DomainError('invalid_input', problem);
}

function problemOf(kind: SyncRunKind, fromDay: string | null, now: Date): string | null {
  if (kind === 'initial' || kind === 'back-fill')
    return fromDay === null ? null : 'This run goes on from where the last one ended, not from a day.';
  if (fromDay === null || fromDay === '') return 'Choose the day to begin with.';
  if (!isDay(fromDay)) return `“${fromDay.slice(0, 20)}” is no day. Write it like ${utcDay(now)}.`;
  if (fromDay > utcDay(now)) return 'That day has not come yet. Choose today or an earlier day (UTC).';
  if (kind === 'relist' && fromDay < oldestEventDay(now))
    return `Stripe keeps events for 30 days, so this can begin with ${oldestEventDay(now)} at the earliest. To go further back, list only payouts and balance transactions.`;
  return fromDay < FIRST_DAY ? `Stripe has nothing from before ${FIRST_DAY}.` : null;
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && utcDay(new Date(at)) === text;
}
