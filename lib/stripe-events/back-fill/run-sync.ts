import { DomainError } from '../../errors.ts';
import type { Context } from '../../context.ts';
import { backFill, type BackFillOutcome } from './back-fill.ts';
import { detectEventGaps } from './detect-event-gaps.ts';
import { finishSyncRun } from './finish-sync-run.ts';
import { startSyncRun } from './start-sync-run.ts';
import { isSyncRunUnderWay } from './sync-run-queries.ts';
import type { SyncRunKind } from './sync-run-range.ts';
import type { SyncKind } from './sync-window.ts';
import type { SyncProgress } from './watch-sync-run.ts';

/** `initial` brings accounts, payouts and money, so that books exist before the first event is looked for. */
const KINDS: Record<SyncRunKind, readonly SyncKind[]> = {
  initial: ['connected_account', 'payout', 'balance_transaction'],
  'back-fill': ['connected_account', 'payout', 'balance_transaction', 'event'],
  relist: ['connected_account', 'payout', 'balance_transaction', 'event'],
  'relist-money': ['connected_account', 'payout', 'balance_transaction'],
};

export type RunSyncOptions = {
  kind: SyncRunKind;
  /** UTC day from which a `relist` lists everything again. */
  fromDay?: string;
  /** One account (`acct_…` or `platform`) instead of all. */
  connectedAccountId?: string;
  /** A run that somebody opened already with `startSyncRun`; when it was closed meanwhile, a new one is opened. */
  syncRunId?: string;
  onProgress?: (progress: SyncProgress) => void;
  /** Ends the run at its next request, for a worker that is stopped. */
  interruption?: AbortSignal;
};

/** How many failures the message names. */
const NAMED_MAX = 5;

/**
 * One whole run: opens it, goes through the accounts, looks for gaps and closes it with what became of it.
 * @returns null when another run of this kind and scope is under way, which does the same work
 * @throws whatever ended the run early; its row says so and the next run goes on from the same marks
 */
export async function runSync(ctx: Context, options: RunSyncOptions): Promise<BackFillOutcome | null> {
  const syncRunId = await opened(ctx, options);
  if (syncRunId === null) return null;
  const kinds = KINDS[options.kind];
  try {
    const outcome = await backFill(ctx, {
      syncRunId,
      kinds,
      again: options.fromDay === undefined ? null : new Date(options.fromDay),
      ...(options.connectedAccountId === undefined
        ? {}
        : { connectedAccountIds: [options.connectedAccountId] }),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.interruption === undefined ? {} : { interruption: options.interruption }),
    });
    if (outcome.end === 'complete' && kinds.includes('event')) await detectEventGaps(ctx, {});
    await finishSyncRun(ctx, { syncRunId, ...closing(outcome) });
    return outcome;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await finishSyncRun(ctx, { syncRunId, state: 'failed', message: message.slice(0, 500) });
    throw error;
  }
}

async function opened(ctx: Context, options: RunSyncOptions): Promise<string | null> {
  if (options.syncRunId !== undefined && (await isSyncRunUnderWay(ctx, options.syncRunId)))
    return options.syncRunId;
  try {
    const { kind, fromDay = null, connectedAccountId: scope = 'all' } = options;
    return (await startSyncRun(ctx, { kind, scope, fromDay })).syncRunId;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'conflict') return null;
    throw error;
  }
}

function closing({ end, failed }: BackFillOutcome): {
  state: 'finished' | 'stopped' | 'failed';
  message: string | null;
} {
  if (end === 'interrupted')
    return { state: 'stopped', message: 'Its worker was stopped. Another run takes over from here.' };
  if (end !== 'complete')
    return { state: 'stopped', message: 'Stopped on request. A later run goes on from here.' };
  if (failed.length === 0) return { state: 'finished', message: null };
  const named = failed
    .slice(0, NAMED_MAX)
    .map(({ connectedAccountId, what, reason }) => `${connectedAccountId}, ${what}: ${reason}`);
  const count = new Set(failed.map(({ connectedAccountId }) => connectedAccountId)).size;
  const whose = count === 1 ? '1 account' : `${String(count)} accounts`;
  const message = `Not everything of ${whose} could be read; the next run tries again. ${named.join(' ')}`;
  return { state: 'failed', message: message.slice(0, 2_000) };
}
