import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { isProcessAlive } from '#scripts/process-alive.ts';

type Owner = { process: ChildProcess; url: string; pid: number };

let dataDir: string;
const owners: ChildProcess[] = [];
const servers: EmbeddedPostgres[] = [];
const foldersElsewhere = new Set<string>();

beforeEach(async () => {
  dataDir = await mkdtemp(resolve('.data/test/embedded-'));
  await chmod(dataDir, 0o755);
});

afterEach(async () => {
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  await rm(dataDir, { recursive: true });
  for (const folder of foldersElsewhere) await rm(folder, { recursive: true, force: true });
  foldersElsewhere.clear();
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  servers.push(server);
  const cluster = await clusterOf(server);
  // As root, in a clone that only root may enter, the files lie outside the data folder.
  if (!cluster.startsWith(dataDir)) foldersElsewhere.add(dirname(dirname(cluster)));
  return server;
}

/** Another process that starts the server and then only waits. */
async function startInOwnProcess(): Promise<Owner> {
  const owner = spawn(process.execPath, ['scripts/postgres/hold-server.ts', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  owners.push(owner);
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  return { process: owner, ...(JSON.parse(line) as { url: string; pid: number }) };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function query(url: string, statement: string): Promise<postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

async function clusterOf(server: EmbeddedPostgres): Promise<string> {
  const [row] = await query(server.ownerUrl, 'show data_directory');
  return String(row?.['data_directory']);
}

it('starts UTF-8 on loopback with a private random password, and stops without losing data', async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  expect(new URL(first.url).hostname).toBe('127.0.0.1');
  await query(first.ownerUrl, 'create table kept (id int)');
  expect(await query(first.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  expect(await query(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);

  const password = join(dataDir, 'postgres', 'password');
  expect((await stat(password)).mode & 0o777).toBe(0o600);
  expect((await readFile(password, 'utf8')).length).toBeGreaterThanOrEqual(32);
  const wrong = first.url.replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');

  await first.stop();
  expect(isProcessAlive(first.pid)).toBe(false);
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.ownerUrl, 'select count(*)::int from kept')).toEqual([{ count: 0 }]);
});

it('adopts the server that a killed parent left behind', async () => {
  const owner = await startInOwnProcess();
  await kill(owner.process, 'SIGKILL');
  expect(isProcessAlive(owner.pid)).toBe(true);
  const server = await start();
  expect(server).toMatchObject({ adopted: true, pid: owner.pid, url: owner.url });
  await server.stop();
  expect(isProcessAlive(owner.pid)).toBe(false);
});

it('recovers within ten seconds from a killed server and its stale pid file, keeping what was committed', async () => {
  const first = await start();
  await query(first.ownerUrl, 'create table kept as select generate_series(1, 1000) as id');
  const busy = query(first.ownerUrl, 'select pg_sleep(60)').catch(() => undefined);
  process.kill(first.pid, 'SIGKILL');
  const before = performance.now();
  const second = await start();
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.ownerUrl, 'select count(*)::int from kept')).toEqual([{ count: 1000 }]);
  await busy;
});

it('does not take an unrelated process whose number stands in the pid file for the server', async () => {
  const first = await start();
  const cluster = await clusterOf(first);
  await first.stop();
  const pidFile = `${String(process.pid)}\n${cluster}\n1700000000\n${new URL(first.url).port}\n\n127.0.0.1\n\nready\n`;
  await writeFile(join(cluster, 'postmaster.pid'), pidFile);
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(second.pid).not.toBe(process.pid);
});

it('two processes that start at the same moment share one server, which ends with the last of them', async () => {
  const [one, two] = await Promise.all([startInOwnProcess(), startInOwnProcess()]);
  expect(one.pid).toBe(two.pid);
  await kill(one.process, 'SIGTERM');
  expect(await query(two.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  await kill(two.process, 'SIGTERM');
  expect(isProcessAlive(two.pid)).toBe(false);
});

it('takes another port when its own is taken', async () => {
  const first = await start();
  await first.stop();
  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await once(squatter, 'listening');
  const second = await start();
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  squatter.close();
});

it.runIf(existsSync('/dev/shm'))(
  'in memory it is found again while it runs, and gone with its last user',
  async () => {
    const inMemory = () => startEmbeddedPostgres({ dataDir, durability: 'none', place: 'memory' });
    const first = await inMemory();
    servers.push(first);
    const cluster = await clusterOf(first);
    // Elsewhere there was no room: nothing more to see here than the tests above do.
    if (!cluster.startsWith('/dev/shm/')) return;
    const second = await inMemory();
    expect(second).toMatchObject({ adopted: true, pid: first.pid });
    await second.stop();
    expect(isProcessAlive(first.pid)).toBe(false);
    expect(existsSync(dirname(dirname(cluster)))).toBe(false);
  },
);

it.runIf(process.getuid?.() === 0)(
  'as root, in a folder that only root may enter, keeps its files elsewhere and says so',
  async () => {
    const closed = await mkdtemp(join(dataDir, 'closed-'));
    const messages: string[] = [];
    const server = await startEmbeddedPostgres({
      dataDir: closed,
      report: (message) => messages.push(message),
    });
    servers.push(server);
    expect(messages).toHaveLength(1);
    const folder = / are in (\S+) instead/.exec(messages[0] ?? '')?.[1] ?? '';
    expect(await readdir(folder)).toContain('server');
    expect(await query(server.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await server.stop();
    await rm(folder, { recursive: true });
  },
);
