import { parseArgs } from 'node:util';
import { jobContext } from '#lib/context.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { checkInvariants, type InvariantReport } from '#lib/ledger/check-invariants.ts';
import { withDatabaseUrl } from '#scripts/database-url.ts';

const SIGN = { held: 'ok     ', broken: 'BROKEN ', unknown: 'unknown' } as const;

function asText(reports: readonly InvariantReport[]): string {
  const lines = reports.flatMap((report) => [
    `${SIGN[report.outcome]}  ${report.promise} (${String(report.rowsChecked)} rows, ${String(report.durationMs)} ms)`,
    ...report.findings.map(({ id, text }) => `           ${id}: ${text}`),
    ...report.notes.map(({ id, text }) => `           (${id}: ${text})`),
    ...(report.findingCount > report.findings.length
      ? [`           … and ${String(report.findingCount - report.findings.length)} more`]
      : []),
  ]);
  return lines.join('\n');
}

function asJson(reports: readonly InvariantReport[]): string {
  return JSON.stringify(reports, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, from: { type: 'string' } },
});

await withDatabaseUrl(async () => {
  try {
    const from = values.from === undefined ? null : new Date(values.from);
    const reports = await checkInvariants(jobContext('check-invariants'), { from });
    process.stdout.write(`${values.json ? asJson(reports) : asText(reports)}\n`);
    if (reports.some(({ outcome }) => outcome === 'broken')) process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
});
