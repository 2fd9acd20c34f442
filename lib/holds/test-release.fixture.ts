import type postgres from 'postgres';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import type { Context } from '../context.ts';
import { confirmHoldRelease } from './confirm-hold-release.ts';
import { releaseLeaf } from './release-leaf.ts';

/** The hash of a release as it is asked for now; empty while nobody asks. @param sql owner of the tables */
export async function releaseRootOf(sql: postgres.Sql, holdId: string): Promise<string> {
  const [hold] = await sql<Parameters<typeof releaseLeaf>[0][]>`
    select hold_id as "holdId", state, release_asked_by as "releaseAskedBy", release_reason as "releaseReason"
    from holds where hold_id = ${holdId}`;
  return hold === undefined ? '' : (releaseLeaf(hold) ?? '');
}

/** `confirmHoldRelease` by somebody who has just proven that they mean it. */
export async function releaseHoldProven(
  sql: postgres.Sql,
  ctx: Context,
  shown: { holdId: string; askedBy: string },
): Promise<void> {
  const root = await releaseRootOf(sql, shown.holdId);
  const stepUpProofId = await insertProof(sql, ctx, { purpose: 'holds.release', root });
  await confirmHoldRelease(ctx, { ...shown, stepUpProofId });
}
