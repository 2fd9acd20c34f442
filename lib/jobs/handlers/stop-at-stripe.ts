import { jobContext } from '../../context.ts';
import { remindOfDrill } from '../../kill-switch/remind-of-drill.ts';
import { listSwitchesAtWork } from '../../kill-switch/step-queries.ts';
import { runKillSwitchSteps } from '../../payouts/stop/run-kill-switch-steps.ts';
import type { JobHandler } from '../job-handler.ts';
import { stageLater } from '../stage-job.ts';

/** Soon, and long enough for a Stripe that was away to come back. */
const AGAIN_SECONDS = 5;

/** One run per press at a time: the queue keeps two of one key apart, and gives a dead worker's job to another. */
export const stopAtStripeJob: JobHandler<'stop-at-stripe'> = async ({ killSwitchId }, signal) => {
  const ctx = jobContext('stop-payouts');
  if (killSwitchId === undefined) {
    await remindOfDrill(ctx, {});
    for (const left of await listSwitchesAtWork(ctx)) await wake(left.killSwitchId, 0);
    return;
  }
  if (!(await runKillSwitchSteps(ctx, { killSwitchId, signal })) && (await isAtWork(killSwitchId)))
    await wake(killSwitchId, AGAIN_SECONDS);
};

async function isAtWork(killSwitchId: string): Promise<boolean> {
  const atWork = await listSwitchesAtWork(jobContext('stop-payouts'));
  return atWork.some((one) => one.killSwitchId === killSwitchId);
}

async function wake(killSwitchId: string, afterSeconds: number): Promise<void> {
  await stageLater('stop-at-stripe', { killSwitchId }, { key: killSwitchId, afterSeconds });
}
