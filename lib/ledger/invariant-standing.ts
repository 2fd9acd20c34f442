import type { InvariantRun, InvariantStanding, InvariantState } from './types.ts';

/** The timed check runs this often, the full one once a day; `lib/jobs/schedule.ts` says so to the queue. */
export const CHECKED_EVERY_MINUTES = 10;

/** Two missed turns can be a deploy or a long check; three are a stop. */
export const STALE_AFTER_MINUTES = 3 * CHECKED_EVERY_MINUTES;
/** One missed night, with some hours for a long check. */
export const FULL_STALE_AFTER_HOURS = 50;

const MINUTE_MS = 60_000;

/**
 * How a promise stands by its newest run and its newest full run. A timed run reads only a part, so it cannot take back
 * what a full run found. Pure.
 */
export function invariantStanding(
  run: InvariantRun | null,
  fullRun: InvariantRun | null,
  now: Date,
): Pick<InvariantState, 'decidedBy' | 'standing' | 'isFullRunStale'> {
  const isFullStale = isFullRunStale(fullRun, now);
  const stands = (decidedBy: InvariantRun | null, standing: InvariantStanding) => ({
    decidedBy,
    standing,
    isFullRunStale: isFullStale,
  });
  if (run === null) return stands(null, 'never');
  const decidedBy = run.outcome !== 'broken' && fullRun?.outcome === 'broken' ? fullRun : run;
  if (decidedBy.outcome === 'broken') return stands(decidedBy, 'broken');
  const isStale = isFullStale || isOlder(run, STALE_AFTER_MINUTES, now);
  return stands(decidedBy, isStale ? 'stale' : decidedBy.outcome);
}

/** Before the first full run nothing is overdue: every start of a worker stages one. */
function isFullRunStale(fullRun: InvariantRun | null, now: Date): boolean {
  return fullRun !== null && isOlder(fullRun, FULL_STALE_AFTER_HOURS * 60, now);
}

function isOlder({ ranAt }: InvariantRun, minutes: number, now: Date): boolean {
  return now.getTime() - ranAt.getTime() > minutes * MINUTE_MS;
}
