import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { jobContext } from '#lib/context.ts';
import { closeDatabase, database } from '#lib/db/client.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { log } from '#lib/log.ts';
import { assessConnectedAccount } from '#lib/risk/assessments/assess-connected-account.ts';
import { recordRiskFacts } from '#lib/risk/facts/record-risk-facts.ts';
import type { RiskFact } from '#lib/risk/facts/types.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { watchDisturbances, type Disturbances } from './risk/disturbances.ts';
import { openLoop, quantile } from './risk/open-loop.ts';
import { seedSellers } from './risk/seed-sellers.ts';

type Spread = { median: number; min: number; max: number };

type Result = {
  bench: 'risk';
  eventsPerSecond: number;
  seconds: number;
  repetitions: number;
  sellers: number;
  /** From the moment an event is due until its decision is committed. */
  eventToDecisionMs: { p50: Spread; p99: Spread };
  /** Of that, the decision alone: what a claim of a payout waits for when its account is due. */
  decisionMs: { p50: Spread; p99: Spread };
  /** The least that the machine takes at this rate: one durable row for each event. */
  limitMs: { p50: Spread; p99: Spread };
  /** Beside each repetition, in their order. */
  disturbances: Disturbances[];
  decisions: number;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

type Order = { perSecond: number; seconds: number };

/** One in twenty comes back, one in twenty is declined, as in the past of every seller. */
function factOf(tick: number, connectedAccountId: string, run: string): RiskFact {
  const kind = tick % 20 === 3 ? 'refund' : tick % 20 === 7 ? 'decline' : 'charge';
  const stripeId = `${kind}_live_${run}_${String(tick)}`;
  const isRefund = kind === 'refund';
  return {
    connectedAccountId,
    kind,
    stripeId,
    occurredAt: new Date(),
    chargeId: isRefund ? `charge_${connectedAccountId.slice('acct_'.length)}_1` : stripeId,
    currency: 'usd',
    amount: 4_000n,
    cardCountry: isRefund ? null : 'US',
    cardFingerprint: isRefund ? null : `card ${String(tick % 5_000)}`,
    riskLevel: isRefund ? null : 'normal',
    reason: null,
    isPlatformMade: false,
    isPlatformCharge: false,
    stripeEventId: `evt_${stripeId}`,
  };
}

/** @returns milliseconds of the decision alone */
async function decideOne(sellers: readonly string[], run: string, tick: number): Promise<number> {
  // A stride that is prime to their number, so that one seller's events are never in a row.
  const connectedAccountId = sellers[(tick * 7_919) % sellers.length] ?? '';
  await database().transaction((tx) => recordRiskFacts(tx, [factOf(tick, connectedAccountId, run)]));
  const from = performance.now();
  await assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId });
  return performance.now() - from;
}

async function decideEach(sellers: readonly string[], run: string, order: Order) {
  const decided: number[] = [];
  const all = await openLoop(async (tick) => {
    decided.push(await decideOne(sellers, run, tick));
  }, order);
  return { all, decided };
}

/** As many at once as open every connection of the pool: one that is opened later plans while others wait. */
async function openConnections(sellers: readonly string[]): Promise<void> {
  for (let round = 0; round < 3; round += 1)
    await Promise.all(
      Array.from({ length: 20 }, (_, tick) => decideOne(sellers, `opening_${String(round)}`, tick)),
    );
}

function spread(values: readonly number[]): Spread {
  const round = (value: number | undefined): number => Number((value ?? 0).toFixed(1));
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
  };
}

const quantiles = (runs: readonly (readonly number[])[]): { p50: Spread; p99: Spread } => ({
  p50: spread(runs.map((run) => quantile(run, 0.5))),
  p99: spread(runs.map((run) => quantile(run, 0.99))),
});

function fillEnvironment(databaseUrl: string): void {
  const secret = (): string => randomBytes(32).toString('hex');
  log.level = 'warn';
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: `sk_test_${secret()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${secret()}`,
    NEXTAUTH_URL: 'http://127.0.0.1',
    NEXTAUTH_SECRET: secret(),
    LOG_LEVEL: 'warn',
  });
}

async function measure(sql: postgres.Sql, sellers: readonly string[], repetitions: number, order: Order) {
  await sql`create table bench_limit (n bigint generated always as identity primary key, at timestamptz default now())`;
  const ours: number[][] = [];
  const decisions: number[][] = [];
  const limit: number[][] = [];
  const beside: Disturbances[] = [];
  await openConnections(sellers);
  for (let run = 0; run <= repetitions; run += 1) {
    const least = await openLoop(async () => {
      await sql`insert into bench_limit default values`;
    }, order);
    const disturbances = await watchDisturbances(sql);
    const { all, decided } = await decideEach(sellers, String(run), order);
    const disturbed = await disturbances();
    process.stderr.write(
      `${String(run)}: event to decision p50 ${quantile(all, 0.5).toFixed(1)} p99 ${quantile(all, 0.99).toFixed(1)}, decision p99 ${quantile(decided, 0.99).toFixed(1)}, limit p99 ${quantile(least, 0.99).toFixed(1)} ms; ${JSON.stringify(disturbed)}\n`,
    );
    // The first one warms up and is not counted.
    if (run === 0) continue;
    ours.push(all);
    decisions.push(decided);
    limit.push(least);
    beside.push(disturbed);
  }
  return {
    eventToDecisionMs: quantiles(ours),
    decisionMs: quantiles(decisions),
    limitMs: quantiles(limit),
    disturbances: beside,
    decisions: decisions.reduce((sum, run) => sum + run.length, 0),
  };
}

/**
 * How long a decision takes under load: `--rate` events a second (200) for `--seconds` (15), `--repetitions` (5) times, over `--sellers`
 * (200) with forty usual days of `--per-day` charges (20) behind them. Each event is learned and decided about as in the worker.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '15' },
      repetitions: { type: 'string', default: '5' },
      sellers: { type: 'string', default: '200' },
      'per-day': { type: 'string', default: '20' },
    },
  });
  const order = { perSecond: Number(values.rate), seconds: Number(values.seconds) };
  const loadAverageBefore = loadavg()[0] ?? 0;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-risk-'));
  // As root, the server's own user must be able to enter.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  fillEnvironment(server.ownerUrl);
  const sql = postgres(server.ownerUrl, { max: 4, onnotice: () => undefined });
  try {
    await migrateDatabase(server.ownerUrl);
    const sellers = await seedSellers(sql, Number(values.sellers), Number(values['per-day']));
    process.stderr.write(`${String(sellers.length)} sellers with their past\n`);
    return {
      bench: 'risk',
      eventsPerSecond: order.perSecond,
      seconds: order.seconds,
      repetitions: Number(values.repetitions),
      sellers: sellers.length,
      ...(await measure(sql, sellers, Number(values.repetitions), order)),
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
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
