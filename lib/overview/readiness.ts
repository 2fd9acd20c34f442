import { now } from '../clock.ts';
import { jobContext } from '../context.ts';
import { readSchemaVersion } from '../db/schema-version.ts';
import { log } from '../log.ts';
import { readShellStatus } from './shell-status.ts';
import { stalenessOf } from './staleness.ts';

export type CheckStatus = 'ok' | 'warning' | 'error';

/** `error` means: send no requests here. A warning is for people; taking the page away would not help them. */
export type Readiness = {
  status: CheckStatus;
  checks: Record<'database' | 'migrations' | 'worker' | 'events', { status: CheckStatus; detail: string }>;
  checkedAt: string;
};

/** Probes come from several balancers at once; one reading a second serves them all. */
const CACHED_MS = 1_000;

// Next evaluates modules once per bundle; one reading per process needs a place that all of them see.
const shared = globalThis as { sluiceReadiness?: { at: number; reading: Promise<Readiness> } };

/** Database, schema, worker and event lag, at most a second old. Never throws: an unreachable database is an answer. */
export function readReadiness(): Promise<Readiness> {
  const at = now().getTime();
  if (!shared.sluiceReadiness || at - shared.sluiceReadiness.at > CACHED_MS) {
    shared.sluiceReadiness = { at, reading: check() };
  }
  return shared.sluiceReadiness.reading;
}

async function check(): Promise<Readiness> {
  const checkedAt = now().toISOString();
  try {
    const [version, status] = await Promise.all([
      readSchemaVersion(),
      readShellStatus(jobContext('health-check')),
    ]);
    const isBehind = version.state === 'behind';
    const stale = stalenessOf(status);
    return {
      status: isBehind ? 'error' : stale ? 'warning' : 'ok',
      checks: {
        database: { status: 'ok', detail: 'answers' },
        migrations: {
          status: isBehind ? 'error' : 'ok',
          detail: isBehind ? `${version.expected} is not applied` : version.state.replace('_', ' '),
        },
        worker: {
          status: stale?.cause === 'worker' ? 'warning' : 'ok',
          detail: status.workerSeenAt === null ? 'never seen' : `seen at ${status.workerSeenAt}`,
        },
        events: {
          status: stale?.cause === 'events' ? 'warning' : 'ok',
          detail: `${String(status.secondsBehind)} s behind, ${String(status.failedEvents.count)} failed`,
        },
      },
      checkedAt,
    };
  } catch (error) {
    // The cause may hold an address, so it goes to the log and not to whoever asked.
    log.error({ err: error }, 'the readiness check could not read the database');
    const unknown = { status: 'error', detail: 'not known' } as const;
    return {
      status: 'error',
      checks: {
        database: { status: 'error', detail: 'does not answer' },
        migrations: unknown,
        worker: unknown,
        events: unknown,
      },
      checkedAt,
    };
  }
}
