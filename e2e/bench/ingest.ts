import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import postgres from 'postgres';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import type { LoadReport } from './ingest/generator.ts';
import { generateLoad, isPinned, startServer, type Server } from './ingest/processes.ts';

const PEER = '@supabase/stripe-sync-engine@0.48.5';
const PEER_PACKAGES = [PEER, 'stripe@23.1.0', 'pg@8.16.3'];
const SUBJECTS = ['peer', 'ours', 'verifyOnly', 'emptyHttp'] as const;
type Subject = (typeof SUBJECTS)[number];

type Spread = { median: number; min: number; max: number };
export type Result = {
  bench: 'ingest';
  connections: number;
  repetitions: number;
  eventsPerSecond: Record<Subject, Spread>;
  p50Ms: Record<Subject, Spread>;
  p99Ms: Record<Subject, Spread>;
  /** Ours over the peer, paired by repetition. */
  ratioToPeer: Spread;
  /** Ours over one process that verifies and stores nothing. */
  shareOfLimit: Spread;
  /** Acknowledged events that the database does not hold, over all repetitions. */
  lost: { peer: number; ours: number };
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number; isPinned: boolean };
};

function spread(values: readonly number[], digits = 0): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value: number | undefined): number => Number((value ?? 0).toFixed(digits));
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
  };
}

/** Installs the peer once into a folder outside the project, so that the project's lockfile never knows it. */
async function installPeer(): Promise<string> {
  const folder = join(tmpdir(), 'sluice-bench-peer-0.48.5');
  const isInstalled = await access(join(folder, 'node_modules', 'pg')).then(
    () => true,
    () => false,
  );
  if (isInstalled) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"name":"peer","private":true}');
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--save-exact',
    ...PEER_PACKAGES,
  ];
  await promisify(execFile)('npm', install, { cwd: folder });
  return folder;
}

async function startSubjects(
  databaseUrl: string,
  peerUrl: string,
  secret: string,
): Promise<Record<Subject, Server>> {
  const env = {
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: `sk_test_${randomBytes(16).toString('hex')}`,
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${randomBytes(16).toString('hex')}`,
    NEXTAUTH_URL: 'http://127.0.0.1',
    NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
    LOG_LEVEL: 'warn',
  };
  const file = (name: string): string => new URL(`ingest/${name}`, import.meta.url).pathname;
  return {
    peer: await startServer(file('peer-server.ts'), [await installPeer(), peerUrl, secret], {}),
    ours: await startServer(file('ingress-server.ts'), [], env),
    verifyOnly: await startServer(file('limit-server.ts'), ['verify'], env),
    emptyHttp: await startServer(file('limit-server.ts'), ['empty'], env),
  };
}

async function countRows(databaseUrl: string, table: string): Promise<number> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from ${sql(table)}`;
    return row?.rows ?? 0;
  } finally {
    await sql.end();
  }
}

function summarise(reports: Record<Subject, LoadReport[]>, read: (report: LoadReport) => number, digits = 0) {
  const of = (subject: Subject): Spread => spread(reports[subject].map(read), digits);
  return { peer: of('peer'), ours: of('ours'), verifyOnly: of('verifyOnly'), emptyHttp: of('emptyHttp') };
}

function acknowledged(reports: readonly LoadReport[]): number {
  return reports.reduce((sum, report) => sum + report.acknowledgedInAll, 0);
}

function ratios(over: readonly LoadReport[], under: readonly LoadReport[]): Spread {
  return spread(
    over.map((report, index) => report.eventsPerSecond / (under[index]?.eventsPerSecond ?? Number.NaN)),
    2,
  );
}

/**
 * Acknowledged durable webhook ingest against the peer on the same Postgres, alternating, with both limits of one
 * process beside it. `--repetitions 5 --connections 128 --seconds 4 --duplicates 0`
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repetitions: { type: 'string', default: '5' },
      connections: { type: 'string', default: '128' },
      seconds: { type: 'string', default: '4' },
      duplicates: { type: 'string', default: '0' },
    },
  });
  const [repetitions, connections, duplicateShare] = [
    values.repetitions,
    values.connections,
    values.duplicates,
  ].map(Number) as [number, number, number]; // three in, three out
  const loadAverageBefore = loadavg()[0] ?? 0;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-ingest-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const peerUrl = server.ownerUrl.replace(/[^/]+$/, 'peer');
  const secret = `whsec_${randomBytes(16).toString('hex')}`;
  const reports: Record<Subject, LoadReport[]> = { peer: [], ours: [], verifyOnly: [], emptyHttp: [] };
  let subjects: Record<Subject, Server> | undefined;
  try {
    await migrateDatabase(server.ownerUrl);
    const admin = postgres(server.ownerUrl, { max: 1 });
    await admin`create database peer`;
    await admin`create role postgres`; // the peer's migrations name this role
    await admin.end();
    subjects = await startSubjects(server.url, peerUrl, secret);
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      for (const [index, subject] of SUBJECTS.entries()) {
        const report = await generateLoad({
          port: subjects[subject].port,
          path: '/api/webhooks/stripe',
          secret,
          startSerial: (repetition * SUBJECTS.length + index + 1) * 10_000_000,
          connections,
          warmUpMs: 1_500,
          measureMs: Number(values.seconds) * 1_000,
          duplicateShare,
        });
        if (report.refused > 0)
          throw new Error(`${subject} refused ${String(report.refused)} deliveries: nothing was measured`);
        reports[subject].push(report);
        console.error(
          `${String(repetition + 1)}/${String(repetitions)} ${subject}: ${JSON.stringify(report)}`,
        );
      }
    const lost = {
      peer:
        duplicateShare > 0 ? 0 : acknowledged(reports.peer) - (await countRows(peerUrl, 'stripe.charges')),
      // With duplicates fewer rows than answers are right.
      ours:
        duplicateShare > 0
          ? 0
          : acknowledged(reports.ours) - (await countRows(server.ownerUrl, 'stripe_events')),
    };
    return {
      bench: 'ingest',
      connections,
      repetitions,
      eventsPerSecond: summarise(reports, (report) => report.eventsPerSecond),
      p50Ms: summarise(reports, (report) => report.p50Ms, 1),
      p99Ms: summarise(reports, (report) => report.p99Ms, 1),
      ratioToPeer: ratios(reports.ours, reports.peer),
      shareOfLimit: ratios(reports.ours, reports.verifyOnly),
      lost,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore: Number(loadAverageBefore.toFixed(2)),
        isPinned,
      },
    };
  } finally {
    for (const subject of Object.values(subjects ?? {})) await subject.stop();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
