import { jobContext, type Context } from '../../context.ts';
import { extendKillSwitch } from '../../kill-switch/extend-kill-switch.ts';
import { remindOfDrill } from '../../kill-switch/remind-of-drill.ts';
import { listPlannedSwitches, listSwitchesAtWork } from '../../kill-switch/step-queries.ts';
import { askAgain } from '../../payouts/stop/ask-again.ts';
import { noteLeftOpenAccounts } from '../../payouts/stop/note-left-open-accounts.ts';
import { runKillSwitchSteps } from '../../payouts/stop/run-kill-switch-steps.ts';
import type { JobHandler } from '../job-handler.ts';
import { stageLater } from '../stage-job.ts';

/** Soon, and long enough for a Stripe that was away to come back. */
const AGAIN_SECONDS = 5;
/** What was said to be refused is asked for once more by the next sweep, whoever said so; after that six times an hour. */
const JUST_ENDED_MINUTES = 2;

/** One run per press at a time: the queue keeps two of one key apart, and gives a dead worker's job to another. */
export const stopAtStripeJob: JobHandler<'stop-at-stripe'> = async ({ killSwitchId }, signal) => {
  const ctx = jobContext('stop-payouts');
  if (killSwitchId === undefined) {
    await remindOfDrill(ctx, {});
    await sweepKillSwitches(ctx);
    for (const left of await listSwitchesAtWork(ctx)) await wake(left.killSwitchId, 0);
    return;
  }
  if (!(await runKillSwitchSteps(ctx, { killSwitchId, signal })) && (await isAtWork(killSwitchId)))
    await wake(killSwitchId, AGAIN_SECONDS);
};

/** The net beneath what is seen as it is recorded: what each press that stands covers by now, and what it left open. */
async function sweepKillSwitches(ctx: Context): Promise<void> {
  for (const killSwitchId of await listPlannedSwitches(ctx)) {
    await extendKillSwitch(ctx, { killSwitchId, among: null });
    await noteLeftOpenAccounts(ctx, { killSwitchId });
  }
  await askAgain(ctx, { endedWithin: JUST_ENDED_MINUTES });
}

async function isAtWork(killSwitchId: string): Promise<boolean> {
  const atWork = await listSwitchesAtWork(jobContext('stop-payouts'));
  return atWork.some((one) => one.killSwitchId === killSwitchId);
}

async function wake(killSwitchId: string, afterSeconds: number): Promise<void> {
  await stageLater('stop-at-stripe', { killSwitchId }, { key: killSwitchId, afterSeconds });
}
