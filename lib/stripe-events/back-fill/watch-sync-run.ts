import { elapsedMs } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { log } from '../../log.ts';
import { recordSyncProgress } from './record-sync-progress.ts';

export type SyncProgress = {
  unitsDone: number;
  unitsTotal: number | null;
  objectsListed: number;
  objectsAdded: number;
};

export type SyncRunWatch = AsyncDisposable & {
  /** Counted by whoever works; written down by `report`. */
  readonly progress: SyncProgress;
  /** Aborted when somebody asked the run to stop or closed it as dead, and when the worker ends. */
  readonly signal: AbortSignal;
  /** Writes progress down when the last time is a while ago, and hears whether to go on. */
  report: () => Promise<void>;
  end: () => SyncRunEnd;
};

/** `stopped` by a person, `interrupted` because the worker ends, `lost` to whoever took the run for dead. */
export type SyncRunEnd = 'complete' | 'stopped' | 'interrupted' | 'lost';

/** Often enough that a person sees it move and a stop is heard at the next page; rare enough not to cost a run its speed. */
const REPORT_INTERVAL_MS = 200;

/** While one slow answer of Stripe is awaited, nothing reports; this says that the run lives. */
const HEARTBEAT_INTERVAL_MS = 5_000;

/** Keeps a run's row up to date while it works. Disposing writes the last numbers and ends the heartbeat. */
export function watchSyncRun(
  ctx: Context,
  syncRunId: string,
  options: { onProgress?: (progress: SyncProgress) => void; interruption?: AbortSignal } = {},
): SyncRunWatch {
  const progress: SyncProgress = { unitsDone: 0, unitsTotal: null, objectsListed: 0, objectsAdded: 0 };
  const controller = new AbortController();
  let end: SyncRunEnd = 'complete';
  let reportedAt = Number.NEGATIVE_INFINITY;

  async function write(): Promise<void> {
    reportedAt = elapsedMs();
    const answer = await recordSyncProgress(ctx, { syncRunId, ...progress });
    options.onProgress?.({ ...progress });
    if (answer === 'continue' || controller.signal.aborted) return;
    finish(answer === 'stop' ? 'stopped' : 'lost');
  }

  function finish(how: SyncRunEnd): void {
    if (controller.signal.aborted) return;
    end = how;
    controller.abort();
  }

  const interrupt = (): void => {
    finish('interrupted');
  };
  options.interruption?.addEventListener('abort', interrupt);
  if (options.interruption?.aborted) interrupt();

  const heartbeat = setInterval(() => {
    write().catch((error: unknown) => {
      // The next report meets the same fault in a place that ends the run.
      log.warn({ err: error, syncRunId }, 'a sync run could not say that it lives');
    });
  }, HEARTBEAT_INTERVAL_MS);

  return {
    progress,
    signal: controller.signal,
    report: async () => {
      if (elapsedMs() - reportedAt >= REPORT_INTERVAL_MS) await write();
    },
    end: () => end,
    [Symbol.asyncDispose]: async () => {
      clearInterval(heartbeat);
      options.interruption?.removeEventListener('abort', interrupt);
      await write();
    },
  };
}
