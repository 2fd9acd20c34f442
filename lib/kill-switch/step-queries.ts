import { and, isNull, ne, sql } from 'drizzle-orm';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';

/** More presses than stand at once in any trouble that people still oversee. */
const AT_WORK_MAX = 50;

/** Presses and drills that still have something to do at Stripe, oldest first. @throws DomainError `forbidden` */
export async function listSwitchesAtWork(
  ctx: Context,
): Promise<{ killSwitchId: string; isPlanned: boolean }[]> {
  authorize(ctx, 'kill_switch.work');
  return database()
    .select({
      killSwitchId: killSwitches.killSwitchId,
      isPlanned: sql<boolean>`${killSwitches.plannedAt} is not null`,
    })
    .from(killSwitches)
    .where(and(ne(killSwitches.state, 'released'), isNull(killSwitches.stripeEndedAt)))
    .orderBy(killSwitches.pressedAt)
    .limit(AT_WORK_MAX);
}

export type WaitingStep = {
  connectedAccountId: string;
  step: 'lock' | 'cancel' | 'read_back';
  scope: string;
  scopeValue: string;
  isDrill: boolean;
};

/**
 * The next steps of one phase, most exposed money first; none once the switch is released: nothing is switched off for a
 * stop that is over. @throws DomainError `forbidden`
 */
export async function listWaitingSteps(
  ctx: Context,
  asked: { killSwitchId: string; step: WaitingStep['step']; limit: number },
): Promise<WaitingStep[]> {
  authorize(ctx, 'kill_switch.work');
  const { killSwitchId, step, limit } = asked;
  return database().execute<WaitingStep>(sql`
    select step.connected_account_id as "connectedAccountId", step.step, pressed.scope, pressed.scope_value as "scopeValue",
      pressed.is_drill as "isDrill"
    from kill_switch_steps as step join kill_switches as pressed using (kill_switch_id)
    where step.kill_switch_id = ${killSwitchId} and step.step = ${step} and step.state = 'waiting' and pressed.state <> 'released'
    order by step.position limit ${limit}`);
}
