import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../context.ts';
import type { ExportedHead } from './audit-source.ts';
import { openBundle } from './bundle.ts';
import { exportAudit } from './export-audit.ts';
import { exportAuditBundle } from './export-audit-bundle.ts';
import { storedAudit } from './stored-audit.ts';
import { openTestRecord, type TestRecord } from './test-record.fixture.ts';
import { AUDIT_COLUMNS, type AuditFilter } from './types.ts';
import { verifyAudit, type AuditReport } from './verify-audit.ts';

const auditor: Context = {
  actor: { kind: 'operator', operatorId: 'opr_viewer', name: 'Vera', role: 'viewer' },
  requestId: 'req_1',
  now: new Date(),
};
const FILLED_ROWS = 18;

let db: TestRecord;
let folder: string;
let file: string;
beforeAll(async () => {
  db = await openTestRecord();
  folder = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  file = join(folder, 'record.jsonl');
});
beforeEach(() => db.fill());
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function bundleOf(filter: AuditFilter = {}): Promise<string> {
  let text = '';
  for await (const piece of await exportAuditBundle(auditor, filter)) text += piece;
  return text;
}

async function csvOf(filter: AuditFilter): Promise<string[]> {
  const view = { filter, query: 'account:acct_1A', zone: 'Europe/Berlin', madeBy: 'Vera' };
  let text = '';
  for await (const piece of exportAudit(auditor, { ...view, sort: 'newest', columns: [...AUDIT_COLUMNS] }))
    text += piece.text;
  return text.split('\r\n').slice(0, -1);
}

async function verifyText(text: string, exported?: ExportedHead[]): Promise<AuditReport> {
  await writeFile(file, text);
  const bundle = await openBundle(file);
  try {
    return await verifyAudit(bundle, exported);
  } finally {
    await bundle.close();
  }
}

describe('a bundle of everything', () => {
  it('holds offline, row for row, with the head that the database has, and its own export is in it', async () => {
    const text = await bundleOf();
    const stored = await verifyAudit(storedAudit(auditor));
    const report = await verifyText(text, stored.head === null ? [] : [stored.head]);
    expect(report).toEqual(stored);
    expect(report).toMatchObject({ tamper: null, rows: FILLED_ROWS + 1, checkpoints: 2 });
    expect(text).toContain('"action":"audit.export"');
    await writeFile(file, text);
    expect((await readFile(file, 'utf8')).split('\n').at(-1)).toBe('');
  });

  const lines = (text: string): string[] => text.trimEnd().split('\n');
  const join_ = (all: string[]): string => `${all.join('\n')}\n`;
  const at = (all: string[], subject: string): number => {
    const found = all.findIndex((line) => line.includes(`"subject":"${subject}"`));
    if (found === -1) throw new Error(`The test's bundle has no ${subject}.`);
    return found;
  };
  const recount = (all: string[]): string[] => [
    ...all.slice(0, -1),
    JSON.stringify({ line: 'end', records: all.filter((line) => line.includes('"line":"record"')).length }),
  ];

  it.each<[string, (all: string[]) => string[], string, string]>([
    [
      'a changed text',
      (all) => all.map((line) => line.replace('early 4', 'other 4')),
      'edited',
      'platform row 4',
    ],
    ['a row taken out', (all) => recount(all.toSpliced(at(all, 'early 6'), 1)), 'deleted', 'platform row 6'],
    [
      'a row put in',
      (all) => recount(all.toSpliced(at(all, 'early 6'), 0, all[at(all, 'early 2')] ?? '')),
      'deleted',
      'platform row 6',
    ],
    [
      'a tail cut',
      (all) => recount(all.filter((line) => !line.includes('"subject":"seller'))),
      'tail cut',
      'acct_1A row 1',
    ],
    [
      'a shorter tail',
      (all) => recount(all.toSpliced(at(all, 'seller late 1'), 1)),
      'tail cut',
      'acct_1A row 6',
    ],
    [
      'a checkpoint taken out',
      (all) => all.filter((line) => !line.includes('"checkpoint":"1"')),
      'deleted',
      'checkpoint 1',
    ],
  ])('with %s', async (_name, change, kind, row) => {
    const { tamper } = await verifyText(join_(change(lines(await bundleOf()))));
    expect(tamper).toMatchObject({ kind, row });
  });

  it('cut at the last checkpoint is found by the head that was exported', async () => {
    const text = await bundleOf();
    const { head } = await verifyText(text);
    const all = lines(text);
    const kept = all.filter(
      (line) =>
        !line.startsWith('{"line":"checkpoint","checkpoint":"2"') &&
        !line.includes(' late ') &&
        !line.includes('"action":"audit.export"'),
    );
    expect((await verifyText(join_(recount(kept)))).tamper).toBeNull();
    if (head === null) throw new Error('The test needs a head.');
    expect((await verifyText(join_(recount(kept)), [head])).tamper).toMatchObject({
      kind: 'tail cut',
      row: 'checkpoint 2',
    });
  });

  it('is no bundle without its header, its end or the right count', async () => {
    const all = lines(await bundleOf());
    await expect(verifyText(join_(all.slice(1)))).rejects.toThrow('no header');
    await expect(verifyText(join_(all.slice(0, -1)))).rejects.toThrow('without its end');
    await expect(verifyText(join_(all.toSpliced(-2, 1)))).rejects.toThrow('counts');
    await expect(verifyText(join_(all.toSpliced(3, 0, 'not json')))).rejects.toThrow('Line 4');
  });
});

describe('a bundle of a filter', () => {
  it('has exactly the filter’s rows and shows a changed one', async () => {
    const text = await bundleOf({ connectedAccountId: 'acct_1A' });
    expect(await verifyText(text)).toMatchObject({ tamper: null, rows: 6 });
    expect((await verifyText(text.replace('seller 4', 'other 4'))).tamper).toMatchObject({
      kind: 'edited',
      row: 'acct_1A row 4',
    });
  });
});

it('a CSV has one line per row of the filter, newest first, under its filter, zone and head, and no formula', async () => {
  await db.record('=HYPERLINK("x")', 'acct_1A');
  const all = await csvOf({ connectedAccountId: 'acct_1A' });
  expect(all[1]).toBe('# Filter: account:acct_1A');
  expect(all[2]).toMatch(/^# Times in Europe\/Berlin · head: checkpoint 2 [0-9a-f]{64}$/);
  expect(all[4]).toMatch(/^audit_record_id,action,outcome,.*,before,after,.*,sequence,hash,/);
  expect(all).toHaveLength(5 + 7);
  expect(all[5]).toContain(`"'=HYPERLINK(""x"")"`);
  expect(all[6]).toContain('seller late 1');
});

it('an export of several batches has every row once', async () => {
  const rows = 2_345;
  await db.sql`
    insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id)
    select 'job', 'many', 'test.record', 'n' || n, 'done', 'r' from generate_series(1, ${rows}) as n`;
  const all = (await csvOf({ actorId: 'many' })).slice(5);
  expect(all).toHaveLength(rows);
  expect(new Set(all.map((line) => line.split(',')[0])).size).toBe(rows);
  expect(await verifyText(await bundleOf({ actorId: 'many' }))).toMatchObject({ tamper: null, rows });
});
