import '#scripts/repair-postgres-driver.mjs';
import { startSweep, type Sweep } from '#lib/jobs/sweep.ts';
import { WORKER_NAME } from '#lib/jobs/heartbeat.ts';
import { log } from '#lib/log.ts';
import { createDispatch } from '#lib/payouts/dispatch/dispatch-due-payouts.ts';
import { QUICK_TIMING } from './quick-timing.ts';

/* The sender of a worker and nothing else, with short waits: a process that campaigns kill hundreds of times. */

const dispatch = createDispatch({
  workerName: WORKER_NAME,
  timing: QUICK_TIMING,
  onDone: () => {
    sweep.wake();
  },
});
const sweep: Sweep = startSweep({
  name: 'dispatch-payouts',
  intervalMs: 100,
  run: async () => {
    await dispatch.begin();
    return false;
  },
});
log.info({ worker: WORKER_NAME }, 'sender runs');

process.once('SIGTERM', () => {
  sweep
    .stop()
    .then(() => dispatch.stop())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
