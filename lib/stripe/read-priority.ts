import type { Context } from '../context.ts';
import type { ReadPriority } from './read-options.ts';

/** People wait, jobs do not. */
export function readPriority(ctx: Context): ReadPriority {
  return ctx.actor.kind === 'job' || ctx.actor.kind === 'stripe_event' ? 'bulk' : 'interactive';
}
