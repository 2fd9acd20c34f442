import { authorize } from '../../auth/authorize.ts';
import { forgetSignInTries, startSignInTry, type DelayKey } from '../../auth/sign-in-delay.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { actingPerson } from './acting-person.ts';
import { recordCodeProof } from './record-code-proof.ts';
import type { StepUpPurpose } from './schemas.ts';

const TOO_MANY = 'Too many wrong codes. Wait half a minute, then try again.';

/**
 * Proves presence with a one-time code. Wrong ones make the next try wait longer and longer, and are counted before they
 * are looked at, outside the transaction that a refusal undoes.
 * @param root of `treeOf` over everything that it is for; one subject's leaf is its own root
 * @throws DomainError `precondition_failed` during the wait, and whatever `recordCodeProof` throws
 */
export async function proveByCode(
  ctx: Context,
  input: { purpose: StepUpPurpose; root: string; code: string },
): Promise<{ stepUpProofId: string }> {
  authorize(ctx, 'step_up.own');
  const key: DelayKey = { email: `step-up ${actingPerson(ctx).operatorId}`, deviceToken: null };
  if (!(await startSignInTry(key)))
    throw new DomainError('precondition_failed', TOO_MANY, { fields: { code: TOO_MANY } });
  const proof = await recordCodeProof(ctx, input);
  await forgetSignInTries(key);
  return proof;
}
