import type postgres from 'postgres';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import type { Context } from '../../context.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { renewLeaf } from './renew-leaf.ts';

/** `confirmAbsence` by somebody who has just proven that they mean it. @param sql owner of the tables */
export async function renewProven(
  sql: postgres.Sql,
  ctx: Context,
  { payoutRequestId, payoutAttemptId }: { payoutRequestId: string; payoutAttemptId: string },
): Promise<void> {
  const shown = { payoutRequestId, payoutAttemptId };
  const stepUpProofId = await insertProof(sql, ctx, { purpose: 'payouts.renew', root: renewLeaf(shown) });
  await confirmAbsence(ctx, { ...shown, stepUpProofId });
}
