import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { exportAuditBundle } from '#lib/audit/export-audit-bundle.ts';
import { headText } from '#lib/audit/exported-head.ts';
import { getAuditHead } from '#lib/audit/queries.ts';
import { openTestRecord, type TestRecord } from '#lib/audit/test-record.fixture.ts';
import { jobContext } from '#lib/context.ts';

let db: TestRecord;
let folder: string;
beforeAll(async () => {
  db = await openTestRecord();
  folder = await mkdtemp(join(tmpdir(), 'sluice-verify-'));
});
beforeEach(() => db.fill());
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

/** Runs the script as a person would, with a database or with an address where none is. */
function run(args: readonly string[], databaseUrl: string): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=react-server', 'scripts/audit-verify.ts', ...args],
      { env: { ...process.env, DATABASE_URL: databaseUrl, NODE_OPTIONS: '' } },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, out: stdout + stderr });
      },
    );
  });
}

async function keepHead(): Promise<string> {
  const head = await getAuditHead(jobContext('seal-audit'));
  if (head === null) throw new Error('The test needs a checkpoint.');
  const file = join(folder, 'heads.jsonl');
  await writeFile(file, headText(head).repeat(2));
  return file;
}

it('says that a database’s record holds, and names the first bad row with exit code 1 when not', async () => {
  const head = await keepHead();
  const fine = await run(['--head', head], db.url);
  expect(fine).toMatchObject({ code: 0 });
  expect(fine.out).toContain('18 rows in 2 chains, 1 checkpoints');
  await db.tamper(`update audit_records set subject = 'other' where subject = 'early 7'`);
  const bad = await run([], db.url);
  expect(bad).toMatchObject({ code: 1 });
  expect(bad.out).toContain('NOT AS RECORDED (edited), first bad row: platform row 7');
});

it('verifies a bundle where there is no database', async () => {
  const nowhere = 'postgres://nobody@127.0.0.1:1/none';
  const file = join(folder, 'record.jsonl');
  let text = '';
  for await (const piece of await exportAuditBundle(jobContext('seal-audit'), {})) text += piece;
  await writeFile(file, text);
  const head = await keepHead();
  expect(await run(['--bundle', file, '--head', head], nowhere)).toMatchObject({ code: 0 });
  await writeFile(file, text.replace('seller 2', 'other 2'));
  const bad = await run(['--bundle', file, '--json'], nowhere);
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out)).toMatchObject({ tamper: { kind: 'edited', row: 'acct_1A row 2' } });
  await writeFile(file, text.slice(0, -20));
  expect(await run(['--bundle', file], nowhere)).toMatchObject({ code: 2 });
  expect(await run([], nowhere)).toMatchObject({ code: 2 });
});

it.each([
  [['--bundel', 'record.jsonl'], "Unknown option '--bundel'"],
  [['--bundle'], "Option '--bundle <value>' argument missing"],
  [['record.jsonl'], "Unexpected argument 'record.jsonl'"],
])('a command that was mistyped, %j, is not taken for a record that was changed', async (args, said) => {
  const { code, out } = await run(args, db.url);
  expect(code).toBe(2);
  expect(out.startsWith(said)).toBe(true);
  expect(out).toContain('npm run audit:verify [-- --bundle <file>]');
  expect(out).not.toContain('    at ');
});
