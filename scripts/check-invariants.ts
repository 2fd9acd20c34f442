import { parseArgs } from 'node:util';
import { z } from 'zod';
import { now } from '#lib/clock.ts';
import { jobContext } from '#lib/context.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { connectionProblem } from '#lib/db/connection-problem.ts';
import { checkInvariants, type InvariantReport } from '#lib/ledger/check-invariants.ts';
import { withDatabaseUrl } from '#scripts/database-url.ts';

/*
 * npm run check:invariants [-- --from <day or time>] [--json]
 * Exit code 1: a promise is broken, and the offending ids are named; 2: it could not be checked; 3: none is broken and for
 * some no answer is possible yet.
 */
const EXIT = { broken: 1, notChecked: 2, unknown: 3 } as const;

const SIGN = { held: 'ok     ', broken: 'BROKEN ', unknown: 'unknown' } as const;

function asText(reports: readonly InvariantReport[]): string {
  const lines = reports.flatMap((report) => [
    `${SIGN[report.outcome]}  ${report.promise} ${report.notes
      .filter(isWaiting)
      .map(({ text }) => `${text} `)
      .join('')}(${String(report.rowsChecked)} rows, ${String(report.durationMs)} ms)`,
    ...report.findings.map(({ id, text }) => `           ${id}: ${text}`),
    ...report.notes.filter((note) => !isWaiting(note)).map(({ id, text }) => `           (${id}: ${text})`),
    ...(report.findingCount > report.findings.length
      ? [`           … and ${String(report.findingCount - report.findings.length)} more`]
      : []),
  ]);
  return lines.join('\n');
}

/** What is not done yet belongs to the answer itself: "ok" alone would be read as "all done". */
const isWaiting = ({ id }: { id: string }): boolean => id === 'waiting';

function asJson(reports: readonly InvariantReport[]): string {
  return JSON.stringify(reports, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** A word that JavaScript takes for some date must not narrow what is checked. */
const instant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

function readArguments(): { json: boolean; from: Date | null } | { problem: string } {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean', default: false }, from: { type: 'string' } },
    });
    if (values.from === undefined) return { json: values.json, from: null };
    if (!instant.safeParse(values.from).success)
      return { problem: '--from must be a day or a time, such as 2026-11-22 or 2026-11-22T10:00:00Z.' };
    const from = new Date(values.from);
    if (from > now()) return { problem: '--from lies in the future: nothing would be checked.' };
    return { json: values.json, from };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function check(from: Date | null): Promise<InvariantReport[]> {
  return withDatabaseUrl(async () => {
    try {
      return await checkInvariants(jobContext('check-invariants'), { from });
    } finally {
      await closeDatabase();
    }
  });
}

/** Says what stands and returns the exit code. */
async function run({ json, from }: { json: boolean; from: Date | null }): Promise<number> {
  const reports = await check(from);
  process.stdout.write(`${json ? asJson(reports) : asText(reports)}\n`);
  if (reports.some(({ outcome }) => outcome === 'broken')) return EXIT.broken;
  const unknown = reports.filter(({ outcome }) => outcome === 'unknown').length;
  if (unknown === 0) return 0;
  console.error(
    `Nothing is broken, and ${String(unknown)} of ${String(reports.length)} promises could not be answered yet: see what stands beside "unknown", and check again.`,
  );
  return EXIT.unknown;
}

// Not checked is not held, and not broken either.
process.exitCode = EXIT.notChecked;
const given = readArguments();
if ('problem' in given) console.error(given.problem);
else
  try {
    process.exitCode = await run(given);
  } catch (error) {
    const isSaid = error instanceof Error && error.name === 'SettingRefused';
    console.error(isSaid ? error.message : (connectionProblem(error) ?? error));
  }
