import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { pressLeaf } from './press-leaf.ts';
import type { PressedScope } from './schemas.ts';
import { scopeValueOf } from './scope-value.ts';

/**
 * Stop, with a one-time code or a passkey. The scope is looked at first: a code counts once, and somebody in a hurry
 * should not wait for the next one because of a slip in a country's letters.
 * @returns the press, which is not new where it stood already
 * @throws DomainError as `pressKillSwitch` and `provePresence`
 */
export async function engageAsConfirmed(
  ctx: Context,
  asked: { press: PressedScope; confirmation: Confirmation },
  options: { msMax?: number } = {},
): Promise<{ killSwitchId: string; isNew: boolean }> {
  authorize(ctx, 'kill_switch.engage');
  const { press, confirmation } = asked;
  await scopeValueOf(database(), press);
  const { stepUpProofId } = await provePresence(ctx, {
    purpose: 'kill_switch.engage',
    root: pressLeaf(press),
    confirmation,
  });
  return engageKillSwitch(ctx, { ...press, stepUpProofId }, options);
}
