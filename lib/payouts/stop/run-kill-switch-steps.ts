import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import {
  sendManualSchedule,
  stopOutcome,
  type StopOutcome,
} from '../../connected-accounts/send-manual-schedule.ts';
import type { Context } from '../../context.ts';
import { endKillSwitchSteps } from '../../kill-switch/end-kill-switch-steps.ts';
import { planKillSwitchSteps } from '../../kill-switch/plan-kill-switch-steps.ts';
import { recordKillSwitchStep } from '../../kill-switch/record-kill-switch-step.ts';
import { listUncoveredUnread, listWaitingSteps, type WaitingStep } from '../../kill-switch/step-queries.ts';
import { sendPayoutCancels } from '../send-payout-cancels.ts';
import { fetchUncoveredAccounts } from './fetch-uncovered-accounts.ts';
import { readLockNow } from './lock-now.ts';

/** What is safe is made safe first; then it is read back whether it is. */
const PHASES = ['lock', 'cancel', 'read_back'] as const;

/** Accounts at work at a time; the limiter in lib/stripe decides how fast Stripe is really asked. */
const CONCURRENCY = 12;
const BATCH = 120;

/** So many accounts that a press does not cover are read before what the readings brought is done. */
const UNCOVERED_AT_ONCE = 100;

/** Open pages are told after so many steps, not after each. */
const TELLS_EVERY = 10;

/**
 * Does at Stripe what a press is to do, most exposed money first, whoever came later before them. The steps stand in a table, so whoever goes on after a
 * crash does what is left, and what is done again does the same. A drill only reads. Whoever is not covered by a press of a country or a currency
 * is read at the end, and what that brings is done as it comes.
 * @returns whether everything has ended; false when the signal ended it, or Stripe was away for some
 */
export async function runKillSwitchSteps(
  ctx: Context,
  { killSwitchId, signal }: { killSwitchId: string; signal?: AbortSignal },
): Promise<boolean> {
  await planKillSwitchSteps(ctx, { killSwitchId });
  if (!(await runPhases(ctx, { killSwitchId, signal }))) return false;
  const unread = await listUncoveredUnread(ctx, killSwitchId);
  for (let read = 0; read < unread.length; read += UNCOVERED_AT_ONCE) {
    await fetchUncoveredAccounts(ctx, unread.slice(read, read + UNCOVERED_AT_ONCE), { signal });
    if (!(await runPhases(ctx, { killSwitchId, signal }))) return false;
  }
  return true;
}

async function runPhases(ctx: Context, press: Omit<Phase, 'step'>): Promise<boolean> {
  const stuck = new Set<string>();
  for (const step of PHASES) await runPhase(ctx, { ...press, step }, stuck);
  return stuck.size === 0 && (await endKillSwitchSteps(ctx, { killSwitchId: press.killSwitchId }));
}

type Phase = { killSwitchId: string; step: WaitingStep['step']; signal: AbortSignal | undefined };

/**
 * One step of every account but of those in `stuck`, to which it adds those whose step still waits: an account that Stripe does not answer
 * for goes on with the next run, and no other one waits for it.
 */
async function runPhase(ctx: Context, phase: Phase, stuck: Set<string>): Promise<void> {
  const { killSwitchId, step, signal } = phase;
  const before = new Set(stuck);
  let done = 0;
  for (;;) {
    const waiting = await listWaitingSteps(ctx, { killSwitchId, step, limit: BATCH + before.size });
    const fresh = waiting.filter(({ connectedAccountId }) => !before.has(connectedAccountId)).slice(0, BATCH);
    if (fresh.length === 0) {
      for (const { connectedAccountId } of waiting) stuck.add(connectedAccountId);
      return;
    }
    const next = fresh.values();
    const lane = async (): Promise<void> => {
      // one iterator for all lanes: each takes the next step
      for (const one of next) {
        signal?.throwIfAborted();
        before.add(one.connectedAccountId);
        done += 1;
        await runStep(ctx, phase, { one, tells: done % TELLS_EVERY === 0 });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  }
}

async function runStep(
  ctx: Context,
  { killSwitchId, step, signal }: Phase,
  { one, tells }: { one: WaitingStep; tells: boolean },
): Promise<void> {
  const { outcome, because } = await doStep(ctx, one, signal === undefined ? {} : { signal });
  await recordKillSwitchStep(ctx, {
    killSwitchId,
    connectedAccountId: one.connectedAccountId,
    step,
    outcome: outcome === 'away' ? 'waiting' : outcome,
    because,
    tells,
  });
}

async function doStep(
  ctx: Context,
  { connectedAccountId, step, scope, scopeValue, isDrill, isScheduleCovered }: WaitingStep,
  options: { signal?: AbortSignal },
): Promise<StopOutcome> {
  switch (step) {
    case 'lock':
      return isDrill ? readLock(ctx, connectedAccountId) : sendManualSchedule(connectedAccountId, options);
    case 'cancel':
      return sendPayoutCancels(
        ctx,
        {
          connectedAccountId,
          isDrill,
          currency: scope === 'currency' ? scopeValue : null,
          method: scope === 'method' ? scopeValue : null,
        },
        options,
      );
    case 'read_back':
      return readBack(ctx, { connectedAccountId, isLockAsked: isScheduleCovered && !isDrill });
  }
}

/** A drill asks Stripe as often as a stop would, and changes nothing. */
async function readLock(ctx: Context, connectedAccountId: string): Promise<StopOutcome> {
  try {
    await fetchConnectedAccount(ctx, connectedAccountId);
    return { outcome: 'done', because: 'Would be set to manual.' };
  } catch (error) {
    return stopOutcome(error);
  }
}

/** What Stripe says now, whatever it said when it was asked to change it. */
async function readBack(
  ctx: Context,
  { connectedAccountId, isLockAsked }: { connectedAccountId: string; isLockAsked: boolean },
): Promise<StopOutcome> {
  try {
    await fetchConnectedAccount(ctx, connectedAccountId);
    const weak = isLockAsked ? await readLockNow(connectedAccountId) : null;
    return weak === null ? { outcome: 'done', because: null } : { outcome: 'not_possible', because: weak };
  } catch (error) {
    return stopOutcome(error);
  }
}
