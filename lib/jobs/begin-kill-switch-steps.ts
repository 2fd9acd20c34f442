import type { Context } from '../context.ts';
import { planKillSwitchSteps } from '../kill-switch/plan-kill-switch-steps.ts';
import { listSwitchesAtWork } from '../kill-switch/step-queries.ts';
import { stageLater } from './stage-job.ts';

/**
 * Writes down what new presses are to do at Stripe, and wakes the job that does it and the one that tells people, also for accounts that came to be covered
 * later. The press itself waits for none of this.
 */
export async function beginKillSwitchSteps(ctx: Context): Promise<void> {
  for (const { killSwitchId, isNews } of await listSwitchesAtWork(ctx)) {
    if (!isNews) continue;
    // Whoever may decide hears of a press now, and not with the next minute.
    await stageLater('notify', {}, { key: 'all', afterSeconds: 0 });
    await planKillSwitchSteps(ctx, { killSwitchId });
    await stageLater('stop-at-stripe', { killSwitchId }, { key: killSwitchId, afterSeconds: 0 });
  }
}
