import { now } from '../clock.ts';
import { jobContext } from '../context.ts';
import { openProbe } from '../db/client.ts';
import { readSchemaVersion } from '../db/schema-version.ts';
import { log } from '../log.ts';
import { readProcesses, type ProcessReading } from './process-metrics.ts';
import { readShellStatus } from './shell-status.ts';

export type CheckStatus = 'ok' | 'warning' | 'error';

type CheckName = 'database' | 'migrations' | 'worker' | 'events' | 'stripe';
type Check = { status: CheckStatus; detail: string };

/** What to do when a check is not ok is in `docs/runbooks/check-<name>.md`; the answer says so. */
type ReportedCheck = Check & { runbook?: string };

/** `error` means: send no requests here. A warning is for people; taking the page away would not help them. */
export type Readiness = {
  status: CheckStatus;
  checks: Record<CheckName, ReportedCheck>;
  checkedAt: string;
};

/** Probes come from several balancers at once; one reading a second serves them all. */
const CACHED_MS = 1_000;

/** Shorter than the three seconds after which common probes give up, so that they hear why. */
const ANSWER_MS_MAX = 2_000;

// Next evaluates modules once per bundle; one reading per process needs a place that all of them see.
const shared = globalThis as {
  sluiceReadiness?: { at: number; isRunning: boolean; reading: Promise<Readiness> };
};

/**
 * Database, schema, worker, event lag and Stripe as last seen, at most a second old, within two seconds. Never throws: an
 * unreachable database is an answer. Stripe is not called: a probe must not spend its rate.
 */
export function readReadiness(): Promise<Readiness> {
  const at = now().getTime();
  const kept = shared.sluiceReadiness;
  if (kept && (kept.isRunning || at - kept.at <= CACHED_MS)) return kept.reading;
  const begun = { at, isRunning: true, reading: check() };
  shared.sluiceReadiness = begun;
  void begun.reading.finally(() => {
    begun.isRunning = false;
  });
  return begun.reading;
}

/** `null` when it fails or takes too long. The cause may hold an address, so it goes to the log and not to whoever asked. */
async function inTime<T>(name: string, reading: Promise<T>, abandon: () => void): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(ANSWER_MS_MAX)} ms`));
      abandon();
    }, ANSWER_MS_MAX);
  });
  try {
    return await Promise.race([reading, tooLate]);
  } catch (error) {
    log.error({ err: error, check: name }, 'a readiness check failed');
    return null;
  } finally {
    clearTimeout(timer);
  }
}

const UNKNOWN: Check = { status: 'error', detail: 'not known' };

async function check(): Promise<Readiness> {
  const checkedAt = now().toISOString();
  const { db, abandon } = openProbe(ANSWER_MS_MAX);
  // In this order on one connection: the one that reads large tables comes last, so that it delays no other.
  const [version, processes, status] = await Promise.all([
    inTime('migrations', readSchemaVersion(db), abandon),
    inTime('stripe', readProcesses(db), abandon),
    inTime('events', readShellStatus(jobContext('health-check'), db), abandon),
  ]);
  const stale = status?.stale;
  const checks: Record<CheckName, Check> = {
    database:
      version === null && status === null && processes === null
        ? { status: 'error', detail: 'does not answer' }
        : { status: 'ok', detail: 'answers' },
    migrations: version === null ? UNKNOWN : migrationsCheck(version),
    worker:
      status === null
        ? UNKNOWN
        : {
            status: stale?.cause === 'worker' ? 'warning' : 'ok',
            detail: status.workerSeenAt === null ? 'never seen' : `seen at ${status.workerSeenAt}`,
          },
    events:
      status === null
        ? UNKNOWN
        : {
            status: stale?.cause === 'events' ? 'warning' : 'ok',
            detail: `${String(status.secondsBehind)} s behind, ${String(status.failedEvents.count)} failed, ${String(status.retryingEvents.count)} tried again`,
          },
    stripe: processes === null ? UNKNOWN : stripeCheck(processes),
  };
  const statuses = Object.values(checks).map((one) => one.status);
  return {
    status: statuses.includes('error') ? 'error' : statuses.includes('warning') ? 'warning' : 'ok',
    checks: withRunbooks(checks),
    checkedAt,
  };
}

function withRunbooks(checks: Record<CheckName, Check>): Readiness['checks'] {
  const entries = Object.entries(checks).map(([name, check]): [string, ReportedCheck] => [
    name,
    check.status === 'ok' ? check : { ...check, runbook: `docs/runbooks/check-${name}.md` },
  ]);
  return Object.fromEntries(entries) as Readiness['checks']; // the same names as before
}

function migrationsCheck(version: Awaited<ReturnType<typeof readSchemaVersion>>): Check {
  return version.state === 'behind'
    ? { status: 'error', detail: `${version.expected} is not applied` }
    : { status: 'ok', detail: version.state.replace('_', ' ') };
}

/** Stripe away is a warning: pages and webhooks work without it, and no other process would reach it either. */
function stripeCheck(processes: readonly ProcessReading[]): Check {
  const since = processes.flatMap(({ stripeSeen }) => stripeSeen.unreachableSince ?? []).sort()[0];
  if (since !== undefined) return { status: 'warning', detail: `does not answer since ${since}` };
  const answered = processes
    .flatMap(({ stripeSeen }) => stripeSeen.answeredAt ?? [])
    .sort()
    .at(-1);
  return { status: 'ok', detail: answered === undefined ? 'not called yet' : `answered at ${answered}` };
}
