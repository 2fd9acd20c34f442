import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readExportedHeads } from '../../audit/exported-head.ts';
import { openTestRecord, type TestRecord } from '../../audit/test-record.fixture.ts';

/** What stands outside: keeps bodies, answers what it is told to. */
let received: string[];
let answer: number;
let outside: Server;
let folder: string;
let file: string;
let db: TestRecord;

beforeAll(async () => {
  db = await openTestRecord();
  folder = await mkdtemp(join(tmpdir(), 'sluice-head-'));
  file = join(folder, 'heads.jsonl');
  outside = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      if (answer === 200) received.push(body);
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  received = [];
  answer = 200;
  process.env['AUDIT_HEAD_FILE'] = file;
  const { port } = outside.address() as AddressInfo; // listening on TCP, so neither null nor a pipe
  process.env['AUDIT_HEAD_URL'] = `http://127.0.0.1:${String(port)}/heads`;
});
afterAll(async () => {
  outside.close();
  await db.close();
  await rm(folder, { recursive: true });
});

/** A fresh worker process, as far as this job remembers anything. */
async function seal(): Promise<void> {
  const { sealAuditJob } = await import('./seal-audit.ts');
  await sealAuditJob({}, AbortSignal.timeout(60_000));
}

const newest = async () => {
  const [row] = await db.sql<{ checkpoint: bigint; hash: string }[]>`
    select checkpoint::int as checkpoint, encode(hash, 'hex') as hash from audit_checkpoints order by checkpoint desc limit 1`;
  return row;
};
const alarms = () =>
  db.sql`select text, closed_at is not null as is_closed, occurrences from alarms where kind = 'audit_head_not_exported' order by alarm_id`;

it('takes a checkpoint and gives its head to the file and to the address, once', async () => {
  await db.record('one');
  await seal();
  await seal();
  const head = await newest();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(await readExportedHeads(file)).toEqual([
    expect.objectContaining({ checkpoint: BigInt(Number(head?.checkpoint)), hash: head?.hash }),
  ]);
  expect(received).toEqual([`${lines[0] ?? ''}\n`]);
});

it('raises an alarm while the outside refuses, says why without the address, tries again and then closes it', async () => {
  await db.record('two');
  answer = 503;
  await seal();
  await seal();
  expect([...(await alarms())]).toEqual([
    {
      text: 'The head of the audit record could not be kept outside: AUDIT_HEAD_URL answered 503. Check AUDIT_HEAD_FILE and AUDIT_HEAD_URL.',
      is_closed: false,
      occurrences: 2,
    },
  ]);
  answer = 200;
  await seal();
  expect([...(await alarms())]).toMatchObject([{ is_closed: true }]);
  expect(received).toHaveLength(2);
  expect(JSON.parse(received[1] ?? '{}')).toMatchObject({ checkpoint: String((await newest())?.checkpoint) });
});

it('raises an alarm when the file cannot be written', async () => {
  vi.resetModules();
  process.env['AUDIT_HEAD_FILE'] = join(folder, 'no', 'such', 'folder');
  await seal();
  expect((await alarms()).at(-1)).toMatchObject({
    is_closed: false,
    text: expect.stringContaining('ENOENT') as string,
  });
});
