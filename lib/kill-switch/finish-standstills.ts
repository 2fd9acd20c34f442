import type { Context } from '../context.ts';
import { noteStandstill } from './note-standstill.ts';
import { listEngagingSwitches } from './queries.ts';

/**
 * Looks again at every press that still waits for calls under way: whoever pressed may have closed the page, and web may
 * have died. Without it such a press could never be released.
 */
export async function finishStandstills(ctx: Context): Promise<void> {
  for (const engaging of await listEngagingSwitches(ctx)) await noteStandstill(ctx, engaging);
}
