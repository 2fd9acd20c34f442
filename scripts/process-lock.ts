import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

const RETRY_DELAY_MS = 50;

/**
 * Runs `work` while no other process on this machine does so under the same `path`.
 * The lock is SQLite's own file lock, which the kernel drops when its holder dies, so none can go stale.
 * @throws Error when the lock is not free within `timeoutMs`
 */
export async function withProcessLock<Result>(
  path: string,
  work: () => Promise<Result>,
  timeoutMs = 120_000,
): Promise<Result> {
  const database = new DatabaseSync(path);
  try {
    await acquire(database, path, timeoutMs);
    return await work();
  } finally {
    database.close();
  }
}

async function acquire(database: DatabaseSync, path: string, timeoutMs: number): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return;
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('locked'))) throw error;
      if (performance.now() > giveUpAt)
        throw new Error(`Another process has held ${path} for ${String(timeoutMs / 1000)} s.`, {
          cause: error,
        });
    }
    await delay(RETRY_DELAY_MS);
  }
}
