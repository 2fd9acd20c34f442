import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';

/** Only people have presence to prove. @throws DomainError `forbidden` */
export function actingPerson(ctx: Context): Extract<Context['actor'], { kind: 'operator' }> {
  if (ctx.actor.kind !== 'operator')
    throw new DomainError('forbidden', 'Only a person can do this. Nothing was changed.');
  return ctx.actor;
}
