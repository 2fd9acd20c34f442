import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { closeDatabase } from '#lib/db/client.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { log } from '#lib/log.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import {
  approvedRequests,
  insertPeople,
  type ApprovedRequest,
} from '../campaigns/dispatch/approved-requests.ts';
import { allAtRest, brokenPromises, confirmAllAbsent } from '../campaigns/dispatch/judge.ts';
import { startProcess } from '../campaigns/process.ts';
import { SANDBOX_LIMITS } from '../stripe-simulator/rate-limit.ts';
import { startSimulator, type RunningSimulator } from '../stripe-simulator/server.ts';

type Spread = { median: number; min: number; max: number };

type Result = {
  bench: 'dispatch';
  /** Stripe's limit of creating payouts, a second. */
  limitPerSecond: number;
  windows: number;
  windowSeconds: number;
  /** Of the limit: calls that Stripe let in, faults among them. */
  callsOfLimit: Spread;
  /** Of the limit: payouts that Stripe made; a call that a fault struck before the work makes none. */
  payoutsOfLimit: Spread;
  calls: number;
  refusedForSpeed: number;
  faultsStruck: Record<string, number>;
  requests: number;
  duplicates: number;
  lost: number;
  /** Requests whose absence was proven and which a person let leave again. */
  confirmedByPerson: number;
  promisesBroken: string[];
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

const LIMIT_PER_SECOND = 15;
const WARM_UP_MS = 3_000;
/** An absence is proven a minute after the end of a permit of twenty seconds; on a busy machine later. */
const REST_MS = 300_000;
const ACCOUNTS_AT_ONCE = 6;

/** Five in a hundred each: refused for speed, a stored 500 (half of them after the work), dropped after the work. */
const FAULTS = [
  { probability: 0.05, fault: { kind: 'rate_limit' } },
  { probability: 0.025, fault: { kind: 'error_500' } },
  { probability: 0.025, fault: { kind: 'error_500', executed: true } },
  { probability: 0.05, fault: { kind: 'reset_after' } },
] as const;

function fillEnvironment(databaseUrl: string, stripeUrl: string): Record<string, string> {
  const secret = (): string => randomBytes(32).toString('hex');
  const settings = {
    DATABASE_URL: databaseUrl,
    STRIPE_API_BASE: stripeUrl,
    STRIPE_SECRET_KEY: `sk_test_${secret()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${secret()}`,
    NEXTAUTH_URL: 'http://127.0.0.1',
    NEXTAUTH_SECRET: secret(),
    LOG_LEVEL: 'warn',
  };
  log.level = settings.LOG_LEVEL;
  Object.assign(process.env, settings);
  return settings;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value: number | undefined): number => Number((value ?? 0).toFixed(3));
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
  };
}

async function makeRequests(
  world: { sql: postgres.Sql; running: RunningSimulator },
  order: { accounts: number; perAccount: number },
): Promise<ApprovedRequest[]> {
  const made: ApprovedRequest[] = [];
  let left = order.accounts;
  const maker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { simulator } = world.running;
      made.push(...(await approvedRequests({ sql: world.sql, simulator }, order.perAccount)));
    }
  };
  await Promise.all(Array.from({ length: ACCOUNTS_AT_ONCE }, maker));
  return made;
}

/** What reached Stripe in each window, by Stripe's own log. */
async function watch(running: RunningSimulator, windows: number, windowMs: number) {
  const { requests, faults, core } = running.simulator;
  for (const { probability, fault } of FAULTS)
    faults.add({ match: { path: '/v1/payouts', method: 'POST', probability }, fault, times: null });
  await sleep(WARM_UP_MS);
  const calls: number[] = [];
  const payouts: number[] = [];
  const countPayouts = (): number => core.store.payouts.entries().length;
  for (let window = 0; window < windows; window += 1) {
    const from = Date.now();
    const before = countPayouts();
    await sleep(windowMs);
    const seconds = (Date.now() - from) / 1_000;
    const let_in = requests
      .list({ method: 'POST', path: '/v1/payouts' })
      .filter(
        ({ receivedAt, errorCode, fault }) =>
          receivedAt >= from && !(errorCode === 'rate_limit' && fault === null),
      );
    calls.push(let_in.length / seconds / LIMIT_PER_SECOND);
    payouts.push((countPayouts() - before) / seconds / LIMIT_PER_SECOND);
    process.stderr.write(
      `${String(window + 1)}: ${(calls.at(-1) ?? 0).toFixed(3)} calls, ${(payouts.at(-1) ?? 0).toFixed(3)} payouts of the limit\n`,
    );
  }
  faults.clear();
  return { calls, payouts };
}

async function measure(
  world: { sql: postgres.Sql; running: RunningSimulator; settings: Record<string, string> },
  order: { accounts: number; perAccount: number; windows: number; windowMs: number },
): Promise<Omit<Result, 'bench' | 'limitPerSecond' | 'windows' | 'windowSeconds' | 'machine'>> {
  const { sql, running, settings } = world;
  const { simulator } = running;
  await insertPeople(sql);
  const requests = await makeRequests(world, order);
  process.stderr.write(`${String(requests.length)} approved requests\n`);
  simulator.rateLimiter.limits = { endpoints: SANDBOX_LIMITS.endpoints ?? {} };
  const worker = startProcess('scripts/worker.ts', settings);
  try {
    while (simulator.requests.list({ method: 'POST', path: '/v1/payouts' }).length === 0) await sleep(100);
    const { calls, payouts } = await watch(running, order.windows, order.windowMs);
    let ended = await allAtRest({ sql, simulator }, requests, REST_MS);
    let confirmedByPerson = 0;
    for (let absent = await confirmAllAbsent(sql); absent > 0; absent = await confirmAllAbsent(sql)) {
      confirmedByPerson += absent;
      ended = await allAtRest({ sql, simulator }, requests, REST_MS);
    }
    const log = simulator.requests.list({ method: 'POST', path: '/v1/payouts' });
    const struck = log.filter(({ fault }) => fault !== null).map(({ fault }) => String(fault));
    return {
      callsOfLimit: spread(calls),
      payoutsOfLimit: spread(payouts),
      calls: log.length,
      refusedForSpeed: log.filter(({ errorCode, fault }) => errorCode === 'rate_limit' && fault === null)
        .length,
      faultsStruck: Object.fromEntries(
        [...new Set(struck)].map((kind) => [kind, struck.filter((one) => one === kind).length]),
      ),
      requests: requests.length,
      duplicates: ended.filter(({ atStripe }) => atStripe > 1).length,
      lost: ended.filter(({ atStripe, state }) => atStripe === 0 || state !== 'sent').length,
      confirmedByPerson,
      promisesBroken: (await brokenPromises(requests)).map(({ invariant }) => invariant),
    };
  } finally {
    await worker.end('SIGTERM');
  }
}

/**
 * One worker against Stripe's limit with faults on: `--accounts` (40), `--per-account` requests (25), `--windows` (5) of
 * `--seconds` (10). Every request is followed to its end, and counted in Stripe's own list.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      accounts: { type: 'string', default: '40' },
      'per-account': { type: 'string', default: '25' },
      windows: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '10' },
    },
  });
  const loadAverageBefore = loadavg()[0] ?? 0;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-dispatch-'));
  // As root, the server's own user must be able to enter.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  const running = await startSimulator({ delivery: 'record' });
  const settings = fillEnvironment(server.ownerUrl, running.url);
  const sql = postgres(server.ownerUrl, { max: 2, onnotice: () => undefined });
  try {
    await migrateDatabase(server.ownerUrl);
    const order = {
      accounts: Number(values.accounts),
      perAccount: Number(values['per-account']),
      windows: Number(values.windows),
      windowMs: Number(values.seconds) * 1_000,
    };
    return {
      bench: 'dispatch',
      limitPerSecond: LIMIT_PER_SECOND,
      windows: order.windows,
      windowSeconds: order.windowMs / 1_000,
      ...(await measure({ sql, running, settings }, order)),
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore,
      },
    };
  } finally {
    await sql.end({ timeout: 5 });
    await closeDatabase();
    await running.stop();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
