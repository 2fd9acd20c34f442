import type { PgBoss } from 'pg-boss';
import { AFTER_START_KEY, type JobName, type StagedPayload } from './payloads.ts';

type Timed = {
  [Name in JobName]: {
    job: Name;
    cron: string;
    payload: StagedPayload<Name>;
    key: string;
    /** What a start stages instead. */
    atStart?: { payload: StagedPayload<Name>; key: string };
  };
}[JobName];

/** How often the promises are checked again, after a start and after a check of all rows, until all of them hold. */
const CHECKS_AGAIN_MAX = 10;

/** Every timed job, in UTC. Several workers share one schedule: an occurrence is one job whoever sends it. */
export const SCHEDULE: readonly Timed[] = [
  { job: 'back-fill', cron: '*/5 * * * *', payload: {}, key: 'all' },
  // Looks every day whether a week has passed, so that a worker which slept on one day does not skip a week.
  { job: 're-list', cron: '23 4 * * *', payload: {}, key: 'all' },
  {
    job: 'check-invariants',
    cron: '*/10 * * * *',
    payload: { scope: 'recent' },
    key: 'recent',
    // At first nothing is read and booked; without these, ten minutes would pass before an answer means anything.
    atStart: { payload: { scope: 'recent', checksLeft: CHECKS_AGAIN_MAX }, key: AFTER_START_KEY },
  },
  {
    job: 'check-invariants',
    cron: '41 2 * * *',
    // Only another check of all rows takes back what one found: a worker that had slept finds Balances of yesterday.
    payload: { scope: 'everything', checksLeft: CHECKS_AGAIN_MAX },
    key: 'everything',
  },
  { job: 'refresh-due-availability', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'propose-payouts', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'assess-segments', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'send-account-rejections', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'fetch-invited-accounts', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'watch-forgotten-money', cron: '37 * * * *', payload: {}, key: 'all' },
  // Also at every start: whoever sets it wrong hears of it at once.
  { job: 'watch-platform-country', cron: '43 * * * *', payload: {}, key: 'all' },
  { job: 'watch-bypasses', cron: '3-59/10 * * * *', payload: {}, key: 'all' },
  { job: 'watch-stripe-events', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'seal-audit', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'sweep-list-exports', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'notify', cron: '* * * * *', payload: {}, key: 'all' },
  // Also what is due again; what is new wakes them at once.
  { job: 'deliver-mail', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'deliver-webhooks', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'stop-at-stripe', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'fold-kind-counts', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'escalate-holds', cron: '*/5 * * * *', payload: {}, key: 'all' },
  { job: 'forget-stripe-calls', cron: '7 5 * * *', payload: {}, key: 'all' },
  { job: 'forget-delivery-counts', cron: '11 5 * * *', payload: {}, key: 'all' },
  // Looks every hour whether the night has its forests, so that a worker which slept at midnight does not skip one.
  { job: 'grow-risk-forests', cron: '19 * * * *', payload: {}, key: 'all' },
  // As the forests.
  { job: 'estimate-run-off', cron: '29 * * * *', payload: {}, key: 'all' },
  // Looks every hour whether the month has its check, and goes on with one that a dead worker left.
  { job: 'check-risk-calibration', cron: '49 * * * *', payload: {}, key: 'all' },
  { job: 'create-month-partitions', cron: '17 3 * * *', payload: {}, key: 'all' },
];

/** Writes the schedule without what an older version left in it, and stages everything once, so that a fresh or emptied queue starts at once. */
export async function applySchedule(boss: PgBoss): Promise<void> {
  for (const { name, key } of await boss.getSchedules())
    if (!SCHEDULE.some((timed) => timed.job === name && timed.key === key)) await boss.unschedule(name, key);
  for (const { job, cron, payload, key, atStart } of SCHEDULE) {
    await boss.schedule(job, cron, payload, { key, singletonKey: key });
    await boss.send(job, atStart?.payload ?? payload, { singletonKey: atStart?.key ?? key });
  }
}
