import { changeLeaf, takesProof, takesTwo } from './change-leaf.ts';
import { operatorRoleSchema } from './schemas.ts';
import type { Person, PlannedChange } from './types.ts';

/**
 * What is about to be changed, as somebody chose it on the page of people. Pure.
 * @returns null for what cannot be, or is so already
 */
export function planChange(
  people: readonly Person[],
  chosen: { operatorId: string; change: string; role: string },
): PlannedChange | null {
  const person = people.find(({ operatorId }) => operatorId === chosen.operatorId);
  if (person === undefined) return null;
  const { operatorId, role: fromRole, isDisabled } = person;
  const toRole = chosen.change === 'role' ? operatorRoleSchema.safeParse(chosen.role).data : fromRole;
  if (toRole === undefined) return null;
  if (chosen.change === 'role' ? toRole === fromRole : chosen.change !== 'enable' || !isDisabled) return null;
  const change = {
    operatorId,
    change: chosen.change === 'role' ? 'role' : 'enable',
    fromRole,
    toRole,
  } as const;
  return {
    ...change,
    name: person.name,
    takesTwo: takesTwo(change),
    root: takesProof(change) ? changeLeaf(change) : null,
    isOtherHand: person.isOtherHand,
  };
}
