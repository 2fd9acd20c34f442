import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { startSweep } from '#lib/jobs/sweep.ts';
import { jobContext, type Context } from '#lib/context.ts';
import { askKillSwitchRelease } from '#lib/kill-switch/ask-kill-switch-release.ts';
import { engageProven, releaseProven } from '#lib/kill-switch/test-press.fixture.ts';
import { createDispatch } from '#lib/payouts/dispatch/dispatch-due-payouts.ts';
import type { LoggedRequest } from '../../stripe-simulator/request-log.ts';
import type { Simulator } from '../../stripe-simulator/simulator.ts';
import { QUICK_TIMING } from './quick-timing.ts';

/** Calls last from a tenth of a second, with everything that makes an SDK or a careless sender try again. */
const FAULTS = [
  { probability: 0.05, fault: { kind: 'reset_after' } },
  { probability: 0.05, fault: { kind: 'reset_before' } },
  { probability: 0.05, fault: { kind: 'error_500', shouldRetry: true } },
  { probability: 0.05, fault: { kind: 'rate_limit', shouldRetry: true } },
  { probability: 0.3, fault: { kind: 'delay', ms: 40 } },
  { probability: 0.4, fault: { kind: 'delay', ms: 90 } },
  { probability: 1, fault: { kind: 'delay', ms: 150 } },
] as const;

/** What a press is watched for after it returned: longer than any wait before an SDK's own second try. */
const WATCH_MS = 1_200;
const WATCHED_SHORTLY_MS = 150;

export type Press = {
  /** From the call until it returned. */
  returnedAfterMs: number;
  /** By the database's clock: from the press until nothing covered was under way. */
  stoppedAfterMs: number;
  inFlight: number;
  /** Requests for a payout that reached Stripe after the press had returned. */
  sendsAfterReturn: number;
  /** Those that Stripe was still at work on when it returned. */
  underWayAtReturn: number;
  /** How long after the press was asked for the last one reached Stripe; null when none did. */
  lastSendAfterMs: number | null;
};

const PRESSER = person('opr_campaign1');
const ASKER = person('opr_campaign2');
const CONFIRMER = person('opr_campaign3');

function person(operatorId: string): Context {
  return {
    ...jobContext('campaign'),
    actor: { kind: 'operator', operatorId, name: operatorId, role: 'administrator' },
  };
}

type World = { simulator: Simulator; sql: postgres.Sql };

/**
 * Presses the kill switch at random moments while two senders send, and asks the local Stripe's own log what reached it.
 * @param sql the database as its owner sees it @param random from 0 to 1
 */
export async function pressUnderLoad(
  { simulator, sql }: World,
  { presses, random }: { presses: number; random: () => number },
): Promise<Press[]> {
  for (const { probability, fault } of FAULTS)
    simulator.faults.add({
      match: { method: 'POST', path: '/v1/payouts', probability },
      fault,
      times: null,
    });
  const senders = ['first', 'second'].map(startSender);
  const found: Press[] = [];
  try {
    for (let press = 0; press < presses; press += 1) {
      if (!(await somethingSent(simulator))) break;
      await sleep(random() * 120);
      // Every tenth is watched for as long as an SDK waits before it tries again.
      const watchMs = press % 10 === 0 ? WATCH_MS : WATCHED_SHORTLY_MS;
      found.push(await pressOnce({ simulator, sql }, watchMs));
      simulator.requests.clear();
    }
  } finally {
    for (const { sweep, dispatch } of senders) {
      await sweep.stop();
      await dispatch.stop();
    }
  }
  return found;
}

function startSender(workerName: string) {
  const dispatch = createDispatch({
    workerName,
    timing: QUICK_TIMING,
    onDone: () => {
      sweep.wake();
    },
  });
  const sweep = startSweep({
    name: workerName,
    intervalMs: 20,
    run: async () => {
      await dispatch.begin();
      return false;
    },
  });
  return { dispatch, sweep };
}

const sends = (simulator: Simulator): LoggedRequest[] =>
  simulator.requests.list().filter(({ method, path }) => method === 'POST' && path === '/v1/payouts');

/** Money is on its way again after the release before. @returns false when nothing is left to send */
async function somethingSent(simulator: Simulator): Promise<boolean> {
  const giveUpAt = performance.now() + 4_000;
  while (sends(simulator).length === 0) {
    if (performance.now() > giveUpAt) return false;
    await sleep(2);
  }
  return true;
}

async function pressOnce({ simulator, sql }: World, watchMs: number): Promise<Press> {
  const askedAt = Date.now();
  const engaged = await engageProven(sql, PRESSER, { scope: 'everything', reason: 'Campaign' });
  const returnedAt = Date.now();
  if (!engaged.isStandstill) throw new Error('The press gave up before nothing was under way.');
  const underWayAtReturn = sends(simulator).filter(
    ({ status, fault }) => status === null && (fault === null || fault === 'delay'),
  ).length;
  await sleep(watchMs);
  const late = sends(simulator).filter(({ receivedAt }) => receivedAt > returnedAt);
  const last = Math.max(...sends(simulator).map(({ receivedAt }) => receivedAt));
  const { killSwitchId } = engaged;
  const [measured] = await sql<{ stop_ms: number; in_flight: number }[]>`
    select extract(epoch from stopped_at - pressed_at)::float8 * 1000 as stop_ms, in_flight
    from kill_switches where kill_switch_id = ${killSwitchId}`;
  await askKillSwitchRelease(ASKER, { killSwitchId, reason: 'Campaign' });
  await releaseProven(sql, CONFIRMER, { killSwitchId, askedBy: 'opr_campaign2' });
  return {
    returnedAfterMs: returnedAt - askedAt,
    stoppedAfterMs: measured?.stop_ms ?? Number.NaN,
    inFlight: measured?.in_flight ?? 0,
    sendsAfterReturn: late.length,
    underWayAtReturn,
    lastSendAfterMs: last > askedAt ? last - askedAt : null,
  };
}
