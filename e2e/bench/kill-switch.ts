import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { closeDatabase } from '#lib/db/client.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { log } from '#lib/log.ts';
import { createMoneyLimiter } from '#lib/stripe/money-limiter.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { approvedRequests, insertPeople } from '../campaigns/dispatch/approved-requests.ts';
import { pressUnderLoad, type Press } from '../campaigns/dispatch/kill-switch-presses.ts';
import { startSimulator, type RunningSimulator } from '../stripe-simulator/server.ts';

type Times = { p50: number; p99: number; max: number };

type Result = {
  bench: 'kill-switch';
  presses: number;
  /** Presses with at least one call under way: the others had nothing to wait for. */
  withCallsUnderWay: number;
  callsUnderWay: number;
  /** Promise 6: none. Counted by the local Stripe. */
  sendsAfterReturn: number;
  underWayAtReturn: number;
  /** From the press until it returned, with nothing under way any more. */
  returnMs: Times;
  /** The same by the database's clock, as the page shows it. */
  stopMs: Times;
  /** From the press until the last request that still reached Stripe. */
  lastSendMs: Times;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

/** Far above Stripe's own limit, so that many calls are under way at once. */
const CALLS_PER_SECOND = 200;
const ACCOUNTS = 20;
const REQUESTS_EACH = 15;
const ACCOUNTS_AT_ONCE = 5;

function fillEnvironment(databaseUrl: string, stripeUrl: string): void {
  const secret = (): string => randomBytes(32).toString('hex');
  log.level = 'silent';
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    STRIPE_API_BASE: stripeUrl,
    STRIPE_SECRET_KEY: `sk_test_${secret()}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${secret()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${secret()}`,
    NEXTAUTH_URL: 'http://127.0.0.1',
    NEXTAUTH_SECRET: secret(),
    LOG_LEVEL: 'silent',
  });
}

function times(values: readonly number[]): Times {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Requests are made in rounds, because each press lets some leave. */
async function pressAll(
  world: { sql: postgres.Sql; running: RunningSimulator },
  wanted: number,
): Promise<Press[]> {
  const { sql, running } = world;
  const { simulator } = running;
  const found: Press[] = [];
  while (found.length < wanted) {
    simulator.faults.clear();
    for (let made = 0; made < ACCOUNTS; made += ACCOUNTS_AT_ONCE)
      await Promise.all(
        Array.from({ length: ACCOUNTS_AT_ONCE }, () => approvedRequests({ simulator, sql }, REQUESTS_EACH)),
      );
    const round = await pressUnderLoad(
      { simulator, sql },
      { presses: wanted - found.length, random: Math.random },
    );
    found.push(...round);
    process.stderr.write(`${String(found.length)} presses\n`);
    if (round.length === 0) throw new Error('Nothing was sent, so no press says anything.');
  }
  return found;
}

/** `--presses` (300) of the kill switch at random moments while two senders send and calls fail in every way. */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({ args: [...args], options: { presses: { type: 'string', default: '300' } } });
  const loadAverageBefore = loadavg()[0] ?? 0;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-kill-switch-'));
  // As root, the server's own user must be able to enter.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  const running = await startSimulator({ delivery: 'record' });
  fillEnvironment(server.ownerUrl, running.url);
  const sql = postgres(server.ownerUrl, { max: 2, onnotice: () => undefined });
  try {
    await migrateDatabase(server.ownerUrl);
    await insertPeople(sql);
    Object.assign(globalThis, { sluiceMoneyLimiter: createMoneyLimiter(CALLS_PER_SECOND) });
    const presses = await pressAll({ sql, running }, Number(values.presses));
    const sum = (of: (press: Press) => number): number =>
      presses.reduce((total, press) => total + of(press), 0);
    return {
      bench: 'kill-switch',
      presses: presses.length,
      withCallsUnderWay: presses.filter(({ inFlight }) => inFlight > 0).length,
      callsUnderWay: sum(({ inFlight }) => inFlight),
      sendsAfterReturn: sum(({ sendsAfterReturn }) => sendsAfterReturn),
      underWayAtReturn: sum(({ underWayAtReturn }) => underWayAtReturn),
      returnMs: times(presses.map(({ returnedAfterMs }) => returnedAfterMs)),
      stopMs: times(presses.map(({ stoppedAfterMs }) => stoppedAfterMs)),
      lastSendMs: times(presses.flatMap(({ lastSendAfterMs }) => lastSendAfterMs ?? [])),
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
