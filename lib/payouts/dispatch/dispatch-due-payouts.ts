import { jobContext } from '../../context.ts';
import { log } from '../../log.ts';
import type { DispatchRun, DispatchStep, DispatchWork } from './dispatch-run.ts';
import { readDueWork } from './due-work.ts';
import { expirePayoutCall } from './expire-payout-call.ts';
import { fetchDispatchReading } from './fetch-dispatch-reading.ts';
import { fetchPayoutOutcome } from './fetch-payout-outcome.ts';
import { callInTurn, sendPayout, sendTakenOver } from './send-payout.ts';
import { watchCluster } from './watch-cluster.ts';
import { DISPATCH_TIMING, type DispatchTiming } from './timing.ts';

/** Stripe's limit of payouts being created at once. Source: docs.stripe.com/rate-limits. */
const AT_ONCE_MAX = 30;

/** In the place of a connected account: the reading that ends a lock. */
const READING = 'reading';

export type Dispatch = {
  /** Begins everything that is due and for which there is a place; waits for none of it. */
  begin: () => Promise<void>;
  /** Nothing begins any more; resolves when what had begun has ended, its outcome written down. */
  stop: () => Promise<void>;
};

type Options = {
  workerName: string;
  timing?: DispatchTiming;
  onStep?: (step: DispatchStep, connectedAccountId: string) => Promise<void> | void;
  /** Something was done, so that more of the same connected account may be due. */
  onDone?: () => void;
};

/** The sender of one worker: at most thirty things at once, one per connected account. Any number of workers may run. */
export function createDispatch(options: Options): Dispatch {
  const { workerName, timing = DISPATCH_TIMING, onStep, onDone } = options;
  const lanes = new Map<string, Promise<void>>();
  let isStopping = false;
  const run = (): DispatchRun => ({
    ctx: jobContext('dispatch-payouts'),
    workerName,
    timing,
    onStep: onStep ?? (() => undefined),
  });

  const lane = async (work: DispatchWork): Promise<void> => {
    let isDone = false;
    try {
      isDone = await doWork(run(), work);
    } catch (error) {
      // Not swallowed: what is so stands in the tables, and is due again when its time there has come.
      log.error({ err: error, ...work }, 'dispatch of a payout failed');
    }
    lanes.delete(work.connectedAccountId);
    if (isDone && !isStopping) onDone?.();
  };

  const readWhileLocked = async (): Promise<void> => {
    try {
      await fetchDispatchReading(run());
    } catch (error) {
      log.error({ err: error }, 'reading Stripe’s lists while dispatch is locked failed');
    }
    lanes.delete(READING);
  };

  return {
    begin: async () => {
      const places = AT_ONCE_MAX - lanes.size;
      if (isStopping || places <= 0) return;
      const isOpen = await watchCluster(jobContext('dispatch-payouts'), {});
      if (!isOpen && !lanes.has(READING)) lanes.set(READING, readWhileLocked());
      for (const work of await readDueWork([...lanes.keys()], places))
        lanes.set(work.connectedAccountId, lane(work));
    },
    stop: async () => {
      isStopping = true;
      await Promise.all(lanes.values());
    },
  };
}

/** @returns whether anything was written */
async function doWork(run: DispatchRun, work: DispatchWork): Promise<boolean> {
  const { connectedAccountId } = work;
  switch (work.kind) {
    case 'send':
      return sendPayout(run, work);
    case 'take_over':
      return sendTakenOver(run, work);
    case 'expire': {
      const isExpired = await expirePayoutCall(run.ctx, { payoutAttemptId: work.payoutAttemptId });
      await run.onStep('expired', connectedAccountId);
      return isExpired;
    }
    case 'look_up': {
      const found = await fetchPayoutOutcome(run, work.payoutAttemptId);
      if (found.kind !== 'not_yet') return found.kind !== 'nothing';
      const { payoutAttemptId, claimNumber } = found;
      return callInTurn(run, { connectedAccountId, payoutAttemptId, claimNumber });
    }
  }
}
