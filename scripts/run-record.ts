import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isProcessAlive } from './process-alive.ts';

const execute = promisify(execFile);

/** What runs on a data folder: written while it runs, so that the next start finds what a killed one left behind. */
export type RunRecord = { pid: number; webUrl: string; pids: Readonly<Record<string, number>> };

const PATIENCE_MS = 5_000;

/** Written at once, because the process may be killed at any moment. */
export function writeRunRecord(dataDir: string, record: RunRecord): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(recordPath(dataDir), JSON.stringify(record, null, 2));
}

/**
 * Clears the way for a new run.
 * @returns names of the programs that a killed run left behind and that were ended now
 * @throws Error when another run is alive on the same folder
 */
export async function endLeftovers(dataDir: string): Promise<string[]> {
  const text = await readFile(recordPath(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const record = JSON.parse(text) as RunRecord;
  if (record.pid !== process.pid && (await isOurs(record.pid)))
    throw new Error(`Sluice already runs at ${record.webUrl} (process ${record.pid}).`);
  const ended: string[] = [];
  for (const [name, pid] of Object.entries(record.pids)) {
    // The database is adopted, not ended: it may be recovering, and it is shared.
    if (name === 'postgres' || !(await isOurs(pid))) continue;
    await end(pid);
    ended.push(name);
  }
  return ended;
}

function recordPath(dataDir: string): string {
  return join(dataDir, 'run.json');
}

async function end(pid: number): Promise<void> {
  process.kill(-pid, 'SIGTERM');
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (isProcessAlive(pid) && performance.now() < giveUpAt) await delay(50);
  if (isProcessAlive(pid)) process.kill(-pid, 'SIGKILL');
}

/** Whether the process is still one of ours: numbers are given out again, after a restart of the machine even soon. */
async function isOurs(pid: number): Promise<boolean> {
  if (!isProcessAlive(pid)) return false;
  const command = await commandOf(pid);
  // Next renames its processes, and that name is all that is then to be seen.
  return /scripts\/(?:run\.mjs|demo|dev|worker|ingress)|stripe-simulator|standalone\/server|next-(?:server|build)|next\/dist/.test(
    command,
  );
}

async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() =>
    execute('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  );
}
