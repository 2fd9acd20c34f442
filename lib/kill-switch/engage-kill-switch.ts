import type { Context } from '../context.ts';
import { awaitStandstill, type Standstill } from './await-standstill.ts';
import { pressKillSwitch } from './press-kill-switch.ts';
import type { KillSwitchPress } from './schemas.ts';

/**
 * Stop. When this returns with `isStandstill`, nothing that the press covers is under way and nothing begins, retries
 * within the SDK included. A caller who cannot wait that long gives `msMax` and is told how many calls still end.
 * @throws DomainError as `pressKillSwitch`
 */
export async function engageKillSwitch(
  ctx: Context,
  press: KillSwitchPress,
  options: { msMax?: number; signal?: AbortSignal } = {},
): Promise<Standstill & { killSwitchId: string; isNew: boolean }> {
  const pressed = await pressKillSwitch(ctx, press);
  return { ...pressed, ...(await awaitStandstill(pressed.killSwitchId, options)) };
}
