import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';
import type { OperatorRole } from '../context.ts';

export type PersonChange = {
  readonly operatorId: string;
  readonly change: 'role' | 'disable' | 'enable';
  readonly fromRole: OperatorRole;
  /** As it is, where something else changes. */
  readonly toRole: OperatorRole;
};

/** Making and unmaking an administrator waits for a second one. Pure. */
export const takesTwo = ({ fromRole, toRole }: PersonChange): boolean =>
  fromRole === 'administrator' || toRole === 'administrator';

/** Whether a change could give somebody more than they have, so that whoever makes it is another hand and proves to be there. Pure. */
export const takesProof = (change: PersonChange): boolean => change.change !== 'disable' && !takesTwo(change);

/** What an administrator proves their presence for: exactly this change. `guard_person_changed` makes the same one. */
export function changeLeaf({ operatorId, change, fromRole, toRole }: PersonChange): string {
  return subjectLeaf(['person', operatorId, change, fromRole, toRole]);
}

/** What the second administrator proves it for: the change as the first one asked for it. `guard_operator_change_proof` makes the same one. */
export function decisionLeaf({
  changeRequestId,
  requestedBy,
  operatorId,
  change,
  fromRole,
  toRole,
}: PersonChange & { readonly changeRequestId: string; readonly requestedBy: string }): string {
  return subjectLeaf([
    'change of an administrator',
    changeRequestId,
    requestedBy,
    operatorId,
    change,
    fromRole,
    toRole,
  ]);
}
