import { PLATFORM } from '#drizzle/schema/columns.ts';
import { fetchBalance } from '../../connected-accounts/fetch-balance.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { fetchDisconnection } from '../../connected-accounts/fetch-disconnection.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { log } from '../../log.ts';
import { fetchDuePayoutContents } from '../../payouts/fetch-payout-contents.ts';
import { isPermissionLost } from '../../stripe/errors.ts';
import { fetchMissedBalanceTransactions } from './fetch-missed-balance-transactions.ts';
import { fetchMissedDisputes } from './fetch-missed-disputes.ts';
import { fetchMissedEvents } from './fetch-missed-events.ts';
import { fetchMissedPayouts } from './fetch-missed-payouts.ts';
import { fetchMissedRiskFacts } from './fetch-missed-risk-facts.ts';
import { fetchSyncUnits } from './fetch-sync-units.ts';
import type { FetchOptions } from './fetch-window.ts';
import { knownAccounts, type KnownAccount } from './sync-cursor-queries.ts';
import { watchSyncRun, type SyncProgress, type SyncRunEnd, type SyncRunWatch } from './watch-sync-run.ts';
import type { SyncKind } from './sync-window.ts';

/** The limiter decides the speed; this only bounds how many accounts are half read at a time. */
const ACCOUNTS_AT_ONCE = 4;

/** Settings may drift without an event that we hear; a mirror older than this is read again. */
const ACCOUNT_FRESH_MS = 60 * 60_000;

/** How often the runs come: see lib/jobs/schedule.ts. */
const RUN_MS = 5 * 60_000;

/**
 * Whether the account is read in this run, whatever its mirror says of when it was: once an hour each has its turn, so that nothing
 * that was written into a mirror by hand stays there longer. Pure.
 */
export function hasItsTurn(connectedAccountId: string, at: Date): boolean {
  const turns = ACCOUNT_FRESH_MS / RUN_MS;
  const place = Array.from(connectedAccountId, (letter) => letter.charCodeAt(0)).reduce(
    (sum, code) => sum + code,
    0,
  );
  return place % turns === Math.floor(at.getTime() / RUN_MS) % turns;
}

export type BackFillOptions = {
  syncRunId: string;
  kinds: readonly SyncKind[];
  /** These instead of the platform and everything that it lists. */
  connectedAccountIds?: readonly string[];
  /** List everything again from here; absent goes on from the marks. */
  again?: Date | null;
  onProgress?: (progress: SyncProgress) => void;
  /** Ends the run at its next request, for a worker that is stopped. */
  interruption?: AbortSignal;
};

/** `failed` names what could not be read this time, account by account; everything else is complete. */
export type BackFillOutcome = SyncProgress & {
  end: SyncRunEnd;
  failed: { connectedAccountId: string; what: string; reason: string }[];
};

/**
 * Polls Stripe account by account and stores what is missing, from each account's own marks. What cannot be read stops
 * neither the account's other kinds nor the other accounts, and a run that is stopped or killed loses nothing: the next one goes on from the marks.
 * @throws StripeReadError when the list of accounts cannot be read
 */
export async function backFill(ctx: Context, options: BackFillOptions): Promise<BackFillOutcome> {
  const failed: BackFillOutcome['failed'] = [];
  await using watch = watchSyncRun(ctx, options.syncRunId, options);
  const { progress, signal } = watch;
  try {
    const units = options.connectedAccountIds ?? (await fetchSyncUnits(ctx, signal));
    progress.unitsTotal = units.length;
    const known = await knownAccounts(ctx);
    const waiting = [...units];
    const readers = Array.from({ length: ACCOUNTS_AT_ONCE }, async () => {
      for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
        signal.throwIfAborted();
        await readUnit(ctx, unit, stepsOf(ctx, unit, known.get(unit), options, watch), watch, failed);
        progress.unitsDone += 1;
        await watch.report();
      }
    });
    // Every reader ends before this does, so that nobody works on after the run is closed.
    const ended = await Promise.allSettled(readers);
    signal.throwIfAborted();
    for (const reader of ended) if (reader.status === 'rejected') throw reader.reason;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { ...progress, end: watch.end(), failed };
}

/** One kind of thing to read, as people call it; `deauthorized` says that the account has disconnected us. */
type Step = { what: string; read: () => Promise<unknown> };

async function readUnit(
  ctx: Context,
  unit: string,
  steps: readonly Step[],
  { signal }: SyncRunWatch,
  failed: BackFillOutcome['failed'],
): Promise<void> {
  for (const { what, read } of steps)
    try {
      if ((await readOrConfirm(ctx, unit, read)) === 'deauthorized') return;
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ err: error, connectedAccountId: unit, what }, 'a part of an account could not be read');
      failed.push({ connectedAccountId: unit, what, reason: reasonOf(error) });
    }
}

async function readOrConfirm(ctx: Context, unit: string, read: Step['read']): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    if (!isPermissionLost(error) || unit === PLATFORM) throw error;
    await fetchDisconnection(ctx, unit, error);
    return 'deauthorized';
  }
}

/** For people. A database error is a fault of ours, and drizzle's message would repeat the statement with its data. */
function reasonOf(error: unknown): string {
  return error instanceof DomainError ? error.message : 'Sluice could not store what it read; see the log.';
}

function stepsOf(
  ctx: Context,
  unit: string,
  known: KnownAccount | undefined,
  { kinds, again = null }: BackFillOptions,
  { progress, report, signal }: SyncRunWatch,
): Step[] {
  const options: FetchOptions = {
    signal,
    again,
    onPage: async ({ listed, added }) => {
      progress.objectsListed += listed;
      progress.objectsAdded += added;
      await report();
    },
  };
  // One that is marked is read each time: only its own read takes the mark away.
  const isFresh =
    known !== undefined &&
    !known.isDeauthorized &&
    !hasItsTurn(unit, ctx.now) &&
    ctx.now.getTime() - known.readAt.getTime() < ACCOUNT_FRESH_MS;
  const step = (isAsked: boolean, what: string, read: Step['read']): Step[] =>
    isAsked ? [{ what, read }] : [];
  const hasMoney = kinds.includes('balance_transaction');
  return [
    ...step(kinds.includes('connected_account') && !isFresh, 'account', () =>
      fetchConnectedAccount(ctx, unit, { signal }),
    ),
    ...step(kinds.includes('payout'), 'payouts', () => fetchMissedPayouts(ctx, unit, options)),
    ...step(hasMoney, 'balance transactions', () => fetchMissedBalanceTransactions(ctx, unit, options)),
    ...step(hasMoney, 'disputes', () => fetchMissedDisputes(ctx, unit, { signal })),
    // Also without any movement: a Balance that is an hour old proves nothing to the checks that compare it.
    ...step(hasMoney, 'Balance', () => fetchBalance(ctx, unit)),
    ...step(kinds.includes('event'), 'events', () => fetchMissedEvents(ctx, unit, options)),
    // Not in the first run of all, which books and screens wait for.
    ...step(kinds.includes('event') || (hasMoney && again !== null), 'charges', () =>
      fetchMissedRiskFacts(ctx, unit, options),
    ),
    // After the whole listings, which count what they add.
    ...step(kinds.includes('payout'), 'contents of payouts', () =>
      fetchDuePayoutContents(ctx, unit, { signal }),
    ),
  ];
}
