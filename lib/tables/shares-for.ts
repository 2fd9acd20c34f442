import { permissionsOf } from '../auth/authorize.ts';
import type { Context, OperatorRole } from '../context.ts';
import { operatorRoleSchema } from '../people/schemas.ts';

/**
 * For which roles somebody may choose the view that opens by itself: their own, an administrator for each. Empty: they share none.
 */
export function sharesFor({ actor }: Context): readonly OperatorRole[] {
  if (actor.kind !== 'operator' || !permissionsOf(actor).includes('views.share')) return [];
  return actor.role === 'administrator' ? operatorRoleSchema.options : [actor.role];
}
