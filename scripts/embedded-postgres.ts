import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { ensureDatabaseLogin } from './database-login.ts';
import { lastLogLines } from './last-log-lines.ts';
import { copyBinaries, findPostgresBinaries, program } from './postgres/binaries.ts';
import { choosePort, ensureCluster, LOGIN, readOrMakePassword, SUPERUSER } from './postgres/cluster.ts';
import { makeMemoryFolder } from './postgres/memory-folder.ts';
import {
  readPostmaster,
  setAsideForeignPidFile,
  spawnPostmaster,
  stopPostmaster,
  type Postmaster,
  type ServerFiles,
} from './postgres/postmaster.ts';
import { canReach, findServerUser, makeFolderOpenToAll } from './postgres/server-user.ts';
import { isProcessAlive } from './process-alive.ts';
import { withProcessLock } from './process-lock.ts';

export type EmbeddedPostgres = {
  /** The database `sluice` on 127.0.0.1 for web, worker and ingress: a login that owns nothing. */
  url: string;
  /** The same database for its owner, who migrates it. */
  ownerUrl: string;
  /** Process id of the server, to watch it. */
  pid: number;
  /** Whether the server was already running, left behind by a killed process or shared with a living one. */
  adopted: boolean;
  /** Shuts the server down in order, unless another living process started or adopted it too. */
  stop: () => Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** The project's data folder; the database lives in `postgres` under it. */
  dataDir: string;
  /** `none` gives up crash safety for speed: for test databases only. Default `full`. */
  durability?: 'full' | 'none';
  /** `memory`: there if it has the room, and gone when the last one that uses it stops. Default `disk`. */
  place?: 'disk' | 'memory';
  /** Told, in one sentence, what a person should know. */
  report?: (message: string) => void;
};

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Two vitest workers or a full stack with its pools of ten stay well below.
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

const WITHOUT_DURABILITY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Nobody recovers from it, and it may lie in memory.
  max_wal_size: '512MB',
} as const;

/** After `kill -9` of the server its last children hold the shared memory for a moment, and a start is refused. */
const START_PATIENCE_MS = 30_000;
const RETRY_DELAY_MS = 100;

/**
 * Starts the Postgres 18 that npm installed, or adopts it when it already runs on this data folder.
 * @throws Error with the end of the server's log when it does not become ready within 30 s
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = join(resolve(options.dataDir), 'postgres');
  await mkdir(join(home, 'users'), { recursive: true });
  const lock = join(home, 'lock.sqlite');
  return withProcessLock(lock, async () => {
    const { inMemory, ...files } = await locateFiles(home, options);
    const password = await readOrMakePassword(home, SUPERUSER);
    await ensureCluster(files, password);
    const settings = { ...SETTINGS, ...(options.durability === 'none' ? WITHOUT_DURABILITY : {}) };
    const { postmaster, adopted } = await adoptOrStart(home, files, password, settings);
    await createDatabase(address(postmaster.port, password, 'postgres'));
    const ownerUrl = address(postmaster.port, password, SUPERUSER);
    const url = loginAddress(ownerUrl, await readOrMakePassword(home, LOGIN));
    await ensureDatabaseLogin(ownerUrl, url);
    const userFile = join(home, 'users', String(process.pid));
    await writeFile(userFile, '');
    return {
      url,
      ownerUrl,
      pid: postmaster.pid,
      adopted,
      stop: () =>
        withProcessLock(lock, async () => {
          await unlink(userFile).catch(() => undefined);
          if (await hasOtherUsers(home)) return;
          if (isProcessAlive(postmaster.pid)) await stopPostmaster(postmaster);
          if (inMemory !== undefined) await rm(inMemory, { recursive: true, force: true });
        }),
    };
  });
}

async function locateFiles(
  home: string,
  { place, report }: EmbeddedPostgresOptions,
): Promise<ServerFiles & { inMemory: string | undefined }> {
  const user = await findServerUser();
  const installed = await findPostgresBinaries();
  const isReachable =
    user === undefined ||
    ((await canReach(user, home)) && (await canReach(user, program(installed, 'postgres'))));
  const folder = isReachable ? home : await makeFolderOpenToAll(home);
  const inMemory = place === 'memory' ? await makeMemoryFolder(home) : undefined;
  if (!isReachable)
    report?.(
      `Postgres runs as ${user.name}, who may not enter ${home}; its programs and data are in ${folder} instead.`,
    );
  return {
    binaries: isReachable ? installed : await copyBinaries(installed, folder),
    user,
    cluster: join(inMemory ?? folder, 'server', 'cluster'),
    log: join(home, 'server.log'),
    inMemory,
  };
}

async function adoptOrStart(
  home: string,
  files: ServerFiles,
  password: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ postmaster: Postmaster; adopted: boolean }> {
  const giveUpAt = performance.now() + START_PATIENCE_MS;
  let child: ChildProcess | undefined;
  while (performance.now() < giveUpAt) {
    const found = await readPostmaster(files.cluster);
    const isRunning = found !== undefined && isProcessAlive(found.pid);
    if (isRunning && (await answers(found, files, password)))
      return { postmaster: found, adopted: child?.pid !== found.pid };
    if (isRunning && child === undefined) await setAsideForeignPidFile(files.cluster, found);
    const hasChildEnded = child === undefined || child.exitCode !== null || child.signalCode !== null;
    if (!isRunning && hasChildEnded) child = await spawnPostmaster(files, await choosePort(home), settings);
    await delay(RETRY_DELAY_MS);
  }
  throw new Error(
    `Postgres did not become ready in ${String(START_PATIENCE_MS / 1000)} s. The end of ${files.log}:\n${await lastLogLines(files.log)}`,
  );
}

/** Whether the server behind this pid file takes our password and serves our files: another's port is not adopted. */
async function answers(postmaster: Postmaster, files: ServerFiles, password: string): Promise<boolean> {
  const sql = postgres(address(postmaster.port, password, 'postgres'), { max: 1, connect_timeout: 5 });
  try {
    const [row] = await sql<{ data_directory: string }[]>`show data_directory`;
    return row?.data_directory === files.cluster;
  } catch {
    // Starting up, shutting down, recovering, or not ours: the caller asks again until its patience ends.
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function createDatabase(adminUrl: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${SUPERUSER}`;
    if (found === undefined) await sql`create database ${sql(SUPERUSER)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function hasOtherUsers(home: string): Promise<boolean> {
  const pids = (await readdir(join(home, 'users'))).map(Number);
  return pids.some((pid) => pid !== process.pid && isProcessAlive(pid));
}

function loginAddress(ownerUrl: string, password: string): string {
  return Object.assign(new URL(ownerUrl), { username: LOGIN, password }).href;
}

function address(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${String(port)}/${database}`;
}
