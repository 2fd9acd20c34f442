import { sql } from 'drizzle-orm';
import { fromDrizzle } from 'pg-boss';
import type { Transaction } from '../db/transaction.ts';
import { openBoss, type Boss } from './boss.ts';
import { JOB_PAYLOADS, type JobName, type StagedPayload } from './payloads.ts';
import { createQueues } from './queues.ts';

// Next evaluates modules once per bundle; one pg-boss per process needs a place that all of them see.
const shared = globalThis as { sluiceJobStage?: Promise<Boss> };

async function openStage(): Promise<Boss> {
  const opened = await openBoss({ isWorker: false });
  await createQueues(opened.boss);
  return opened;
}

async function stage(): Promise<Boss> {
  shared.sluiceJobStage ??= openStage();
  try {
    return await shared.sluiceJobStage;
  } catch (error) {
    delete shared.sluiceJobStage; // so that the next call tries again
    throw error;
  }
}

/**
 * Enqueues a job through the business transaction, so that it exists exactly when its cause was committed.
 * @param options.key one job per key waits at a time; a second one is the same wake-up
 */
export async function stageJob<Name extends JobName>(
  tx: Transaction,
  name: Name,
  payload: StagedPayload<Name>,
  options: { key?: string } = {},
): Promise<void> {
  const { boss } = await stage();
  await boss.send(name, JOB_PAYLOADS[name].parse(payload), {
    singletonKey: options.key ?? name,
    db: fromDrizzle(tx, sql),
  });
}

/**
 * Enqueues a job that belongs to no change, for a job that wants to look again later.
 * @param options.afterSeconds no worker takes it sooner
 */
export async function stageLater<Name extends JobName>(
  name: Name,
  payload: StagedPayload<Name>,
  options: { key: string; afterSeconds: number },
): Promise<void> {
  const { boss } = await stage();
  await boss.send(name, JOB_PAYLOADS[name].parse(payload), {
    singletonKey: options.key,
    startAfter: options.afterSeconds,
  });
}

/** Closes what `stageJob` opened, before a process ends. */
export async function closeJobStage(): Promise<void> {
  const opened = await shared.sluiceJobStage;
  delete shared.sluiceJobStage;
  await opened?.close(1_000);
}
