import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { jobContext } from '#lib/context.ts';
import { closeDatabase, openDatabase, type Sql } from '#lib/db/client.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { checkInvariants } from '#lib/ledger/check-invariants.ts';
import { recordBalanceTransactions } from '#lib/ledger/record-balance-transactions.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { charges } from './ledger/charges.ts';
import {
  BATCH_SIZE,
  createReferenceTables,
  postInBatches,
  postInOneStatement,
  postLockingFirst,
  SELLERS,
} from './ledger/reference.ts';

const SUBJECTS = ['peer', 'peerInOneStatement', 'limit', 'ours'] as const;
type Subject = (typeof SUBJECTS)[number];
type Spread = { median: number; min: number; max: number };

type Result = {
  bench: 'ledger';
  repetitions: number;
  /** Journals of three postings, from the balance transaction's facts to the committed booking. */
  journalsPerSecond: Record<Subject, Spread>;
  /** Ours over the peer that locks first, paired by repetition. */
  ratioToPeer: Spread;
  ratioToPeerInOneStatement: Spread;
  /** Ours over set-based inserts without any guard. */
  shareOfLimit: Spread;
  /** Of the ledger that the bench has written: every row-by-row invariant was checked. */
  invariantsBroken: string[];
  journals: { peer: number; batched: number; oursTotal: number };
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

function spread(values: readonly number[], digits: number): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value: number | undefined): number => Number((value ?? 0).toFixed(digits));
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
  };
}

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (count * 1000) / (performance.now() - startedAt);
}

/** Values that no part of this bench uses, because the environment is parsed as a whole. */
function fillEnvironment(databaseUrl: string): void {
  const secret = (): string => randomBytes(32).toString('hex');
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: `sk_test_${secret()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${secret()}`,
    NEXTAUTH_URL: 'http://127.0.0.1',
    NEXTAUTH_SECRET: secret(),
  });
}

/** A database of the bench's own, in the cluster of `DATABASE_URL` or in an embedded server with full durability. */
async function withBenchDatabase<Outcome>(work: (url: string) => Promise<Outcome>): Promise<Outcome> {
  const given = process.env['DATABASE_URL'];
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-ledger-'));
  // As root, the server's own user must be able to enter: else its files go elsewhere and stay there.
  await chmod(dataDir, 0o711);
  const server = given === undefined || given === '' ? await startEmbeddedPostgres({ dataDir }) : undefined;
  const clusterUrl = server?.ownerUrl ?? given ?? '';
  const name = `bench_ledger_${String(process.pid)}`;
  const cluster = openDatabase(clusterUrl, { max: 1, role: null });
  try {
    await cluster.sql`create database ${cluster.sql(name)}`;
    const url = new URL(clusterUrl);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await closeDatabase();
    await cluster.sql`drop database if exists ${cluster.sql(name)} with (force)`;
    await cluster.sql.end({ timeout: 5 });
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The product's own verb by several writers over different sellers, as workers that list different accounts. */
async function recordTogether(from: number, count: number, writers: number): Promise<void> {
  const ctx = jobContext('post-balance-transactions');
  const sellers = Math.floor(SELLERS / writers);
  const share = Math.floor(count / writers);
  const writer = async (number: number): Promise<void> => {
    for (let done = 0; done < share; done += BATCH_SIZE) {
      const size = Math.min(BATCH_SIZE, share - done);
      const accounts = { first: number * sellers, count: sellers };
      await recordBalanceTransactions(ctx, charges(size, from + number * share + done, accounts));
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
}

async function measure(
  reference: Sql,
  order: { repetitions: number; peer: number; batched: number; connections: number; writers: number },
): Promise<Record<Subject, number[]>> {
  const rates: Record<Subject, number[]> = { peer: [], peerInOneStatement: [], limit: [], ours: [] };
  let next = 0;
  const numbers = (count: number): number => {
    next += count;
    return next - count;
  };
  // The first round warms caches, plans and files, and is not counted.
  for (let repetition = 0; repetition <= order.repetitions; repetition += 1) {
    const { peer, batched, connections, writers } = order;
    const work: Record<Subject, () => Promise<number>> = {
      peer: () => perSecond(peer, () => postLockingFirst(reference, numbers(peer), peer, connections)),
      peerInOneStatement: () =>
        perSecond(peer, () => postInOneStatement(reference, numbers(peer), peer, connections)),
      limit: () => perSecond(batched, () => postInBatches(reference, numbers(batched), batched)),
      ours: () => perSecond(batched, () => recordTogether(numbers(batched), batched, writers)),
    };
    for (const subject of SUBJECTS) {
      const rate = await work[subject]();
      if (repetition > 0) rates[subject].push(rate);
      process.stderr.write(`${String(repetition)} ${subject} ${rate.toFixed(0)}/s\n`);
    }
  }
  return rates;
}

/**
 * Journals per second: `--repetitions` (5), `--peer` journals of each peer (4,000), `--batched` of limit and ours
 * (40,000), `--connections` of the peers (8), `--writers` of ours (4).
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repetitions: { type: 'string', default: '5' },
      peer: { type: 'string', default: '4000' },
      batched: { type: 'string', default: '40000' },
      connections: { type: 'string', default: '8' },
      writers: { type: 'string', default: '4' },
    },
  });
  const order = {
    repetitions: Number(values.repetitions),
    peer: Number(values.peer),
    batched: Number(values.batched),
    connections: Number(values.connections),
    writers: Number(values.writers),
  };
  const loadAverageBefore = loadavg()[0] ?? 0;
  return withBenchDatabase(async (url) => {
    fillEnvironment(url);
    await migrateDatabase(url);
    const reference = openDatabase(url, { max: order.connections, role: null });
    await createReferenceTables(reference.sql);
    const rates = await measure(reference.sql, order);
    await reference.sql.end({ timeout: 5 });
    const reports = await checkInvariants(jobContext('check-invariants'), {});
    const against = (subject: Subject): Spread =>
      spread(
        rates.ours.map((rate, index) => rate / (rates[subject][index] ?? Number.NaN)),
        2,
      );
    return {
      bench: 'ledger',
      repetitions: order.repetitions,
      journalsPerSecond: {
        peer: spread(rates.peer, 0),
        peerInOneStatement: spread(rates.peerInOneStatement, 0),
        limit: spread(rates.limit, 0),
        ours: spread(rates.ours, 0),
      },
      ratioToPeer: against('peer'),
      ratioToPeerInOneStatement: against('peerInOneStatement'),
      shareOfLimit: against('limit'),
      invariantsBroken: reports
        .filter(({ outcome }) => outcome === 'broken')
        .map(({ invariant }) => invariant),
      journals: {
        peer: order.peer,
        batched: order.batched,
        oursTotal: order.batched * (order.repetitions + 1),
      },
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore,
      },
    };
  });
}
