import { parseArgs } from 'node:util';
import { verifySignatures, type SignatureReport } from '#lib/approvals/verify-signatures.ts';
import type { AuditSource, ExportedHead } from '#lib/audit/audit-source.ts';
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
 * Recomputes the audit record of the database, or of a bundle without any database, and checks that every act on it
 * that takes a proof was confirmed by its person. Exit code 1: not as it was recorded,
 * and the first bad row is named; 2: it could not be read, or the command says a word that is not known.
 */
const USAGE = `npm run audit:verify [-- --bundle <file>] [--head <file>] [--json]
Nothing was verified. See docs/decisions/0010-audit-chain.md.
  --bundle  an exported bundle; without it the database is verified
  --head    heads that were exported before, one a line
  --json    the whole answer, for programs
`;

type Arguments = { bundle?: string | undefined; head?: string | undefined; json: boolean };

function readArguments(): Arguments | { problem: string } {
  try {
    return parseArgs({
      options: {
        bundle: { type: 'string' },
        head: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const EXIT = { changed: 1, notVerified: 2 } as const;

/** Rows between two lines of progress; a line every second or so. */
const REPORT_EVERY_ROWS = 100_000;

function progress(rows: number): void {
  if (rows % REPORT_EVERY_ROWS === 0) console.error(`${String(rows)} rows …`);
}

type Report = AuditReport & { isComplete: boolean; signatures: SignatureReport | null };

/** Signatures are looked at once the record is known to be what was written down. */
async function verifyAll(source: AuditSource, exported: readonly ExportedHead[]): Promise<Report> {
  const report = await verifyAudit(source, exported, progress);
  const signatures = report.tamper === null ? await verifySignatures(source) : null;
  return { ...report, isComplete: source.isComplete, signatures };
}

async function verify({ bundle: bundleFile, head }: Arguments): Promise<Report> {
  // Without --head, a head file that the environment names is compared all the same.
  const headFile = head ?? (bundleFile === undefined ? process.env['AUDIT_HEAD_FILE'] : undefined);
  const exported = headFile === undefined || headFile === '' ? [] : await readExportedHeads(headFile);
  if (bundleFile === undefined)
    return withDatabaseUrl(async () => {
      try {
        return await verifyAll(storedAudit(jobContext('seal-audit')), exported);
      } finally {
        await closeDatabase();
      }
    });
  const bundle = await openBundle(bundleFile);
  try {
    if (!bundle.isComplete && exported.length > 0)
      throw new Error('--head needs a bundle of the whole record; this one holds a filter’s rows.');
    return await verifyAll(bundle, exported);
  } finally {
    await bundle.close();
  }
}

function asText(report: Report, seconds: string): string {
  const { rows, chains, checkpoints, head, tamper, isComplete, signatures } = report;
  if (tamper !== null)
    return `NOT AS RECORDED (${tamper.kind}), first bad row: ${tamper.row}\n${tamper.text}`;
  if (signatures !== null && signatures.fault !== null)
    return `NOT CONFIRMED AS RECORDED, first bad row: ${signatures.fault}`;
  const signed = signatures === null ? [] : [signatureText(signatures)];
  if (!isComplete)
    return [
      `ok       ${String(rows)} rows agree with their hashes (${seconds} s). A filter’s rows prove nothing about the rows beside them.`,
      ...signed,
    ].join('\n');
  return [
    `ok       ${String(rows)} rows in ${String(chains)} chains, ${String(checkpoints)} checkpoints (${seconds} s)`,
    ...signed,
    head === null ? 'head     none yet' : `head     checkpoint ${String(head.checkpoint)}  ${head.hash}`,
  ].join('\n');
}

function signatureText({ signed, unknownKeys, byCode, kinds }: SignatureReport): string {
  const unknown =
    unknownKeys === 0
      ? ''
      : `, ${String(unknownKeys)} of them with a key whose confirmation is not in this part`;
  const what = Object.entries(kinds).map(([name, count]) => `${String(count)} ${name}`);
  return `signed   ${String(signed)} acts carry their person’s signature over what was shown${unknown}; ${String(byCode)} were confirmed by one-time code, which signs nothing${what.length === 0 ? '' : `. In all: ${what.join(', ')}`}`;
}

function asJson(report: Report): string {
  return JSON.stringify(report, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** Says what stands and returns the exit code. */
async function run(given: Arguments): Promise<number> {
  const startedAt = elapsedMs();
  const report = await verify(given);
  const seconds = ((elapsedMs() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${given.json ? asJson(report) : asText(report, seconds)}\n`);
  return report.tamper === null && (report.signatures?.fault ?? null) === null ? 0 : EXIT.changed;
}

// Not verified is not "ok", and not changed either.
process.exitCode = EXIT.notVerified;
const given = readArguments();
if ('problem' in given) process.stderr.write(`${given.problem}\n${USAGE}`);
else
  try {
    process.exitCode = await run(given);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
