import { eq, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context, OperatorRole } from '../context.ts';
import { database } from '../db/client.ts';
import { changeLeaf, takesProof, type PersonChange } from './change-leaf.ts';
import { changeOperator } from './change-operator.ts';

type Chosen = { operatorId: string; change: 'role' | 'disable' | 'enable'; role?: OperatorRole };

/**
 * `changeOperator` for a form: proves presence for exactly the change that was shown, where it takes that, then changes.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function changeOperatorAsShown(
  ctx: Context,
  asked: Chosen & { root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'people.manage');
  const { root, confirmation, ...chosen } = asked;
  const change = await readChange(chosen);
  if (change === null || !takesProof(change)) {
    await changeOperator(ctx, chosen);
    return;
  }
  refuseUnlessShown(root, changeLeaf(change));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'people.change', root, confirmation });
  await changeOperator(ctx, { ...chosen, stepUpProofId });
}

/** Null for nobody, and for what is so already: of that the verb says it, and no code is used up. */
async function readChange({ operatorId, change, role }: Chosen): Promise<PersonChange | null> {
  const [person] = await database()
    .select({ role: operators.role, isDisabled: sql<boolean>`${operators.disabledAt} is not null` })
    .from(operators)
    .where(eq(operators.operatorId, operatorId));
  if (person === undefined) return null;
  const isSo = change === 'role' ? role === person.role : person.isDisabled === (change === 'disable');
  return isSo ? null : { operatorId, change, fromRole: person.role, toRole: role ?? person.role };
}
