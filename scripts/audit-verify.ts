import { parseArgs } from 'node:util';
import { openBundle } from '#lib/audit/bundle.ts';
import { readExportedHeads } from '#lib/audit/exported-head.ts';
import { storedAudit } from '#lib/audit/stored-audit.ts';
import { verifyAudit, type AuditReport } from '#lib/audit/verify-audit.ts';
import { elapsedMs } from '#lib/clock.ts';
import { jobContext } from '#lib/context.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { withDatabaseUrl } from '#scripts/database-url.ts';

/*
 * npm run audit:verify [-- --bundle <file>] [--head <file>] [--json]
 * Recomputes the audit record of the database, or of a bundle without any database. Exit code 1: not as it was recorded,
 * and the first bad row is named; 2: it could not be read.
 */
const { values } = parseArgs({
  options: {
    bundle: { type: 'string' },
    head: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

/** Rows between two lines of progress; a line every second or so. */
const REPORT_EVERY_ROWS = 100_000;

function progress(rows: number): void {
  if (rows % REPORT_EVERY_ROWS === 0) console.error(`${String(rows)} rows …`);
}

async function verify(): Promise<AuditReport & { isComplete: boolean }> {
  // Without --head, a head file that the environment names is compared all the same.
  const headFile = values.head ?? (values.bundle === undefined ? process.env['AUDIT_HEAD_FILE'] : undefined);
  const exported = headFile === undefined || headFile === '' ? [] : await readExportedHeads(headFile);
  if (values.bundle === undefined)
    return withDatabaseUrl(async () => {
      try {
        const report = await verifyAudit(storedAudit(jobContext('seal-audit')), exported, progress);
        return { ...report, isComplete: true };
      } finally {
        await closeDatabase();
      }
    });
  const bundle = await openBundle(values.bundle);
  try {
    if (!bundle.isComplete && exported.length > 0)
      throw new Error('--head needs a bundle of the whole record; this one holds a filter’s rows.');
    return { ...(await verifyAudit(bundle, exported, progress)), isComplete: bundle.isComplete };
  } finally {
    await bundle.close();
  }
}

function asText(report: AuditReport & { isComplete: boolean }, seconds: string): string {
  const { rows, chains, checkpoints, head, tamper, isComplete } = report;
  if (tamper !== null)
    return `NOT AS RECORDED (${tamper.kind}), first bad row: ${tamper.row}\n${tamper.text}`;
  if (!isComplete)
    return `ok       ${String(rows)} rows agree with their hashes (${seconds} s). A filter’s rows prove nothing about the rows beside them.`;
  return [
    `ok       ${String(rows)} rows in ${String(chains)} chains, ${String(checkpoints)} checkpoints (${seconds} s)`,
    head === null ? 'head     none yet' : `head     checkpoint ${String(head.checkpoint)}  ${head.hash}`,
  ].join('\n');
}

function asJson(report: AuditReport): string {
  return JSON.stringify(report, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

const startedAt = elapsedMs();
try {
  const report = await verify();
  const seconds = ((elapsedMs() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${values.json ? asJson(report) : asText(report, seconds)}\n`);
  if (report.tamper !== null) process.exitCode = 1;
} catch (error) {
  // Not read is not verified: said in one sentence, and never taken for "ok".
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
