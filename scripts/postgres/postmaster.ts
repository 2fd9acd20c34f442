import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcessAlive } from '../process-alive.ts';
import { program, type PostgresBinaries } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

export type ServerFiles = {
  binaries: PostgresBinaries;
  user: ServerUser | undefined;
  /** PGDATA */
  cluster: string;
  log: string;
};

export type Postmaster = { pid: number; port: number };

/** spawn options that make a program run as the server's user, in a folder that user may enter. */
export function asServerUser({ user, cluster }: Pick<ServerFiles, 'user' | 'cluster'>): {
  uid?: number;
  gid?: number;
  cwd: string;
} {
  return { cwd: join(cluster, '..'), ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }) };
}

/** What `postmaster.pid` says, or undefined when there is none or it is still being written. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  // The file's lines are fixed by Postgres: 1 pid, 2 data folder, 3 start time, 4 port, …
  const [pid, , , port] = text.split('\n');
  return Number(pid) > 0 && Number(port) > 0 ? { pid: Number(pid), port: Number(port) } : undefined;
}

/**
 * Moves a pid file out of the way when its number now belongs to another program, as happens after a restart of a
 * container. Postgres itself copes with a number that belongs to nobody.
 */
export async function setAsideForeignPidFile(cluster: string, { pid }: Postmaster): Promise<void> {
  const command = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => undefined);
  if (command === undefined || command.split('\0')[0]?.includes('postgres') === true) return;
  await rename(join(cluster, 'postmaster.pid'), join(cluster, 'postmaster.pid.foreign'));
}

/** Starts the server detached, so that neither the death of this process nor Ctrl-C in its terminal reaches it. */
export async function spawnPostmaster(
  files: ServerFiles,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const log = await open(files.log, 'a');
  try {
    const child = spawn(
      program(files.binaries, 'postgres'),
      [
        ...['-D', files.cluster, '-p', String(port)],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        ...asServerUser(files),
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
      },
    );
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Ends the server in order: fast shutdown first, immediate shutdown (with recovery at the next start) after 20 s. */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (isProcessAlive(pid)) process.kill(pid, signal);
    const giveUpAt = performance.now() + patienceMs;
    while (isProcessAlive(pid) && performance.now() < giveUpAt) await delay(25);
    if (!isProcessAlive(pid)) return;
  }
  throw new Error(`Postgres (process ${String(pid)}) does not stop.`);
}
