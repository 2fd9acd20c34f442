import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { verifySignatures } from '#lib/approvals/verify-signatures.ts';
import { storedAudit } from '#lib/audit/stored-audit.ts';
import { verifyAudit } from '#lib/audit/verify-audit.ts';
import { setEnvironment, withSeededTables } from './tables/seeded-tables.ts';
import { viewer } from './tables/measure.ts';

type Result = {
  bench: 'audit-verify';
  rows: number;
  chains: number;
  /** Every hash of every row, and afterwards every act that somebody proved. */
  seconds: { hashes: number; signatures: number };
  rowsPerSecond: number;
  /** The most that was resident, and how much more that is than before the first row. */
  residentMegabytes: number;
  residentGrowthMegabytes: number;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Number(((performance.now() - startedAt) / 1_000).toFixed(1));
}

/**
 * What `npm run audit:verify` does with `--rows` (10,000,000) rows of the audit record; `--data` a folder that keeps the seeded
 * database, the one of the bench `tables`. The acts that take a proof are few there: of these the reading alone is measured.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { rows: { type: 'string', default: '10000000' }, data: { type: 'string' } },
  });
  const loadAverageBefore = loadavg()[0] ?? 0;
  return withSeededTables(values.data, { audit_records: Number(values.rows) }, async (url) => {
    setEnvironment(url);
    const source = storedAudit(viewer);
    const residentBefore = process.memoryUsage.rss();
    let resident = residentBefore;
    let found = { rows: 0, chains: 0 };
    const hashes = await seconds(async () => {
      const report = await verifyAudit(source, [], () => {
        resident = Math.max(resident, process.memoryUsage.rss());
      });
      if (report.tamper !== null) throw new Error(report.tamper.text);
      found = report;
    });
    const signatures = await seconds(() => verifySignatures(source));
    return {
      bench: 'audit-verify',
      rows: found.rows,
      chains: found.chains,
      seconds: { hashes, signatures },
      rowsPerSecond: Math.round(found.rows / hashes),
      residentMegabytes: Math.round(resident / 1_000_000),
      residentGrowthMegabytes: Math.round((resident - residentBefore) / 1_000_000),
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore,
      },
    };
  });
}
