import { elapsedMs } from '../clock.ts';
import { jobContext, type Context } from '../context.ts';
import { listenTo } from '../db/listen.ts';
import { beginKillSwitchSteps } from './begin-kill-switch-steps.ts';
import { finishStandstills } from '../kill-switch/finish-standstills.ts';
import { KILL_SWITCH_CHANNEL } from '../kill-switch/kill-switch-channel.ts';
import { postAvailability } from '../ledger/post-availability.ts';
import { postBalanceTransactions } from '../ledger/post-balance-transactions.ts';
import { settleFinalPayouts } from '../ledger/settle-final-payouts.ts';
import { log } from '../log.ts';
import { createDispatch, type Dispatch } from '../payouts/dispatch/dispatch-due-payouts.ts';
import { settlePayoutRequests } from '../payouts/dispatch/settle-payout-requests.ts';
import { watchCluster } from '../payouts/dispatch/watch-cluster.ts';
import { watchApprovals } from '../payouts/review/watch-approvals.ts';
import { assessDueAccounts, assessFlaggedAccounts } from '../risk/assessments/assess-due-accounts.ts';
import { drawDueRiskAudit } from '../risk/flags/draw-due-risk-audit.ts';
import { escalateRiskFlags } from '../risk/flags/escalate-risk-flags.ts';
import { processState } from '../observability/process-state.ts';
import { processStripeEvents, type ProcessingTally } from '../stripe-events/process-stripe-events.ts';
import { runRefresh } from '../stripe-events/run-refresh.ts';
import { WAKE_UP_CHANNEL } from '../stripe-events/wake-workers.ts';
import { sendBypassEnds } from '../payouts/bypasses/send-bypass-ends.ts';
import { openBoss, type Boss } from './boss.ts';
import { startBulkSweeps } from './bulk-sweeps.ts';
import { beat, endHeartbeat, WORKER_NAME } from './heartbeat.ts';
import { keepSchedule } from './keep-schedule.ts';
import { createQueues } from './queues.ts';
import { applySchedule } from './schedule.ts';
import { startSweep, type Sweep } from './sweep.ts';
import { workQueues } from './work-queues.ts';

const PROCESS_INTERVAL_MS = 1_500;
const POST_INTERVAL_MS = 5_000;
/** One indexed read; calls that a press waits for last from a tenth of a second to a minute. */
const STANDSTILL_INTERVAL_MS = 1_000;
/** Two indexed reads. An approved payout waits ten seconds for its undo, so nobody notices half of one. */
const DISPATCH_INTERVAL_MS = 500;
/** Who lost the right to approve; a permit asks in any case, this only tells people sooner. */
const APPROVALS_INTERVAL_MS = 15_000;
/** An indexed read of nothing, nearly always; what was learned is decided about within a second. */
const RISK_INTERVAL_MS = 500;
/** Flags without news. */
const FLAGS_INTERVAL_MS = 30_000;
/** Payouts become final by the day. */
const SETTLE_INTERVAL_MS = 60_000;
/** An indexed read of nothing, nearly always; a bypass itself wakes it. */
const BYPASS_INTERVAL_MS = 2_000;
/** What the table of bypasses notifies. */
const BYPASS_CHANNEL = 'sluice_bypass';
const BEAT_INTERVAL_MS = 5_000;
/** As often as most of them run; three reads of small tables. */
const SCHEDULE_INTERVAL_MS = 60_000;
/** A worker that cannot reach the database for a minute ends; its supervisor starts it again with a clean state. */
const DATABASE_LOST_MS_MAX = 60_000;
const JOBS_STOP_MS_MAX = 20_000;

export type Worker = {
  name: string;
  /** Finishes the batch and the jobs in hand, then closes everything but the process-wide database pool. */
  stop: () => Promise<void>;
};

type Done = Omit<ProcessingTally, 'claimed'> & { posted: number; suspended: number };

function startPosting(done: Done): Sweep {
  return startSweep({
    name: 'post-balance-transactions',
    intervalMs: POST_INTERVAL_MS,
    run: async () => {
      const ctx = jobContext('post-balance-transactions');
      const booked = await postBalanceTransactions(ctx);
      await postAvailability(ctx);
      await settleFinalPayouts(ctx);
      done.posted += booked.posted;
      done.suspended += booked.suspended;
      return false;
    },
  });
}

function startProcessing(done: Done, posting: Sweep): Sweep {
  return startSweep({
    name: 'process-stripe-events',
    intervalMs: PROCESS_INTERVAL_MS,
    run: async () => {
      const { claimed, ...outcomes } = await processStripeEvents(jobContext('process-stripe-events'), {
        runRefresh,
      });
      if (claimed === 0) return false;
      for (const outcome of ['processed', 'ignored', 'retry', 'outage', 'failed'] as const)
        done[outcome] += outcomes[outcome];
      posting.wake();
      return true;
    },
  });
}

function startStandstill(): Sweep {
  return startSweep({
    name: 'stop-payouts',
    intervalMs: STANDSTILL_INTERVAL_MS,
    run: async () => {
      const ctx = jobContext('stop-payouts');
      await finishStandstills(ctx);
      await beginKillSwitchSteps(ctx);
      return false;
    },
  });
}

function startBypassEnds(): Sweep {
  return startSweep({
    name: 'end-bypasses',
    intervalMs: BYPASS_INTERVAL_MS,
    run: () => sendBypassEnds(jobContext('end-bypasses')),
  });
}

function startDispatch(): { sweep: Sweep; dispatch: Dispatch } {
  const dispatch = createDispatch({
    workerName: WORKER_NAME,
    onDone: () => {
      sweep.wake();
    },
  });
  const sweep = startSweep({
    name: 'dispatch-payouts',
    intervalMs: DISPATCH_INTERVAL_MS,
    run: async () => {
      await dispatch.begin();
      return false;
    },
  });
  return { sweep, dispatch };
}

function startApprovals(): Sweep {
  return startSweep({
    name: 'watch-approvals',
    intervalMs: APPROVALS_INTERVAL_MS,
    run: async () => {
      await watchApprovals(jobContext('watch-approvals'));
      return false;
    },
  });
}

function startRisk(): Sweep[] {
  const ctx = (): Context => jobContext('assess-risk');
  return [
    startSweep({
      name: 'assess-risk',
      intervalMs: RISK_INTERVAL_MS,
      run: () => assessDueAccounts(ctx()),
    }),
    startSweep({
      name: 'assess-flags',
      intervalMs: FLAGS_INTERVAL_MS,
      run: async () => {
        await assessFlaggedAccounts(ctx());
        await escalateRiskFlags(ctx());
        await drawDueRiskAudit(ctx());
        return false;
      },
    }),
  ];
}

function startSettling(): Sweep {
  return startSweep({
    name: 'settle-payout-requests',
    intervalMs: SETTLE_INTERVAL_MS,
    run: async () => (await settlePayoutRequests(jobContext('dispatch-payouts'), {})) > 0,
  });
}

function startScheduleKeeping({ boss }: Boss): Sweep {
  return startSweep({
    name: 'keep-schedule',
    intervalMs: SCHEDULE_INTERVAL_MS,
    run: async () => {
      await keepSchedule(boss);
      return false;
    },
  });
}

function startHeartbeat(done: Done, onDatabaseLost: () => void): Sweep {
  let lostSince: number | null = null;
  return startSweep({
    name: 'heartbeat',
    intervalMs: BEAT_INTERVAL_MS,
    run: async () => {
      const { stripeCalls, stripeSeen } = processState();
      await beat({ ...done, stripeCalls: [...stripeCalls.values()], stripeSeen });
      return false;
    },
    onOutcome: (error) => {
      if (error === null) {
        lostSince = null;
        return;
      }
      lostSince ??= elapsedMs();
      if (elapsedMs() - lostSince > DATABASE_LOST_MS_MAX) onDatabaseLost();
    },
  });
}

/**
 * Starts the sweeps and the timed jobs. Jobs and notifications only make things happen sooner: with every job lost the
 * sweeps still process, book and beat. Any number of workers may run against one database.
 * @param options.onDatabaseLost the database could not be reached for a minute
 */
export async function startWorker(options: { onDatabaseLost: () => void }): Promise<Worker> {
  const done: Done = { processed: 0, ignored: 0, retry: 0, outage: 0, failed: 0, posted: 0, suspended: 0 };
  // Before anything is read into a database that was put back: whether it was decides what is made of what Stripe has.
  await watchCluster(jobContext('dispatch-payouts'), {});
  const jobs = await openBoss({ isWorker: true });
  await createQueues(jobs.boss);
  const stopping = new AbortController();
  await workQueues(jobs.boss, stopping.signal);
  await applySchedule(jobs.boss);
  const keeping = startScheduleKeeping(jobs);
  const posting = startPosting(done);
  const processing = startProcessing(done, posting);
  const heartbeat = startHeartbeat(done, options.onDatabaseLost);
  const wakeUps = listenTo(WAKE_UP_CHANNEL, processing.wake);
  const standstill = startStandstill();
  const presses = listenTo(KILL_SWITCH_CHANNEL, standstill.wake);
  const bypassEnds = startBypassEnds();
  const bypasses = listenTo(BYPASS_CHANNEL, bypassEnds.wake);
  const approvals = startApprovals();
  const settling = startSettling();
  const bulk = startBulkSweeps();
  const risk = startRisk();
  const sending = startDispatch();
  log.info({ worker: WORKER_NAME }, 'worker runs');
  return {
    name: WORKER_NAME,
    stop: async () => {
      stopping.abort();
      await sending.sweep.stop();
      // A call under way is waited for: its outcome is worth more than a quick end.
      await sending.dispatch.stop();
      await Promise.all([wakeUps.stop(), presses.stop(), bypasses.stop()]);
      await Promise.all([
        processing.stop(),
        standstill.stop(),
        keeping.stop(),
        bypassEnds.stop(),
        approvals.stop(),
        settling.stop(),
        bulk.stop(),
        ...risk.map((sweep) => sweep.stop()),
        heartbeat.stop(),
      ]);
      await posting.stop();
      await jobs.close(JOBS_STOP_MS_MAX);
      await endHeartbeat();
    },
  };
}
