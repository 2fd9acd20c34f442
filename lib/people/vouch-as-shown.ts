import { sql } from 'drizzle-orm';
import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { vouchForOperator } from './vouch-for-operator.ts';
import { vouchLeaf } from './vouch-leaf.ts';

/**
 * `vouchForOperator` for a form: proves presence for exactly the word that was shown, then gives it.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function vouchAsShown(
  ctx: Context,
  asked: { operatorId: string; root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'people.manage');
  const { operatorId, root, confirmation } = asked;
  const [now] = await database().execute<{ givers: string }>(
    sql`select hands_given_by(${operatorId}) as givers`,
  );
  refuseUnlessShown(root, vouchLeaf({ operatorId, givers: now?.givers ?? '' }));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'people.vouch', root, confirmation });
  await vouchForOperator(ctx, { operatorId, stepUpProofId });
}
