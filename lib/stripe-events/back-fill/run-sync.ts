import { DomainError } from '../../errors.ts';
import type { Context } from '../../context.ts';
import { backFill, type BackFillOutcome } from './back-fill.ts';
import { detectEventGaps } from './detect-event-gaps.ts';
import { finishSyncRun } from './finish-sync-run.ts';
import { startSyncRun } from './start-sync-run.ts';
import type { SyncKind } from './sync-window.ts';
import type { SyncProgress } from './watch-sync-run.ts';

type RunKind = 'initial' | 'back-fill';

/** `initial` brings accounts, payouts and money, so that books exist before the first event is looked for. */
const KINDS: Record<RunKind, readonly SyncKind[]> = {
  initial: ['connected_account', 'payout', 'balance_transaction'],
  'back-fill': ['connected_account', 'payout', 'balance_transaction', 'event'],
};

export type RunSyncOptions = {
  kind: RunKind;
  /** One account (`acct_…` or `platform`) instead of all. */
  connectedAccountId?: string;
  /** A run that somebody opened already with `startSyncRun`. */
  syncRunId?: string;
  onProgress?: (progress: SyncProgress) => void;
};

/** How many accounts the message names; the rest is a number. */
const NAMED_MAX = 5;

/**
 * One whole run: opens it, goes through the accounts, looks for gaps and closes it with what became of it.
 * @returns null when another run of this kind and scope is under way, which does the same work
 * @throws whatever ended the run early; its row says so and the next run goes on from the same marks
 */
export async function runSync(ctx: Context, options: RunSyncOptions): Promise<BackFillOutcome | null> {
  const syncRunId = options.syncRunId ?? (await open(ctx, options));
  if (syncRunId === null) return null;
  try {
    const outcome = await backFill(ctx, {
      syncRunId,
      kinds: KINDS[options.kind],
      ...(options.connectedAccountId === undefined
        ? {}
        : { connectedAccountIds: [options.connectedAccountId] }),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    if (outcome.end === 'complete' && options.kind === 'back-fill') await detectEventGaps(ctx, {});
    await finishSyncRun(ctx, { syncRunId, ...closing(outcome) });
    return outcome;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await finishSyncRun(ctx, { syncRunId, state: 'failed', message: message.slice(0, 500) });
    throw error;
  }
}

async function open(ctx: Context, options: RunSyncOptions): Promise<string | null> {
  try {
    const scope = options.connectedAccountId ?? 'all';
    return (await startSyncRun(ctx, { kind: options.kind, scope })).syncRunId;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'conflict') return null;
    throw error;
  }
}

function closing({ end, failed }: BackFillOutcome): {
  state: 'finished' | 'stopped' | 'failed';
  message: string | null;
} {
  if (end !== 'complete')
    return { state: 'stopped', message: 'Stopped on request. A later run goes on from here.' };
  if (failed.length === 0) return { state: 'finished', message: null };
  const named = failed
    .slice(0, NAMED_MAX)
    .map(({ connectedAccountId, reason }) => `${connectedAccountId}: ${reason}`);
  const message = `${String(failed.length)} accounts could not be read and are tried again by the next run. ${named.join(' ')}`;
  return { state: 'failed', message: message.slice(0, 2_000) };
}
