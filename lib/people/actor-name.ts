import type { Actor } from '../context.ts';

/** Who made a link, as it is kept beside it. */
export function actorName(actor: Actor): string {
  return actor.kind === 'operator' ? actor.operatorId : actor.kind;
}
