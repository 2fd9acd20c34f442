import type postgres from 'postgres';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import type { Context, OperatorRole } from '../context.ts';
import { changeLeaf, decisionLeaf, type PersonChange } from './change-leaf.ts';
import { changeOperator } from './change-operator.ts';
import { decideOperatorChange } from './decide-operator-change.ts';
import { listWaitingChanges } from './queries.ts';
import { vouchForOperator } from './vouch-for-operator.ts';
import { vouchLeaf } from './vouch-leaf.ts';

type Chosen = { operatorId: string; change: PersonChange['change']; role?: OperatorRole };

/** Changes somebody with a proof of exactly that. @param sql owner of the tables */
export async function changeProven(
  sql: postgres.Sql,
  ctx: Context,
  chosen: Chosen,
): Promise<{ isApplied: boolean }> {
  const [person] = await sql<
    { role: OperatorRole }[]
  >`select role from operators where operator_id = ${chosen.operatorId}`;
  const fromRole = person?.role ?? 'viewer';
  const root = changeLeaf({ ...chosen, fromRole, toRole: chosen.role ?? fromRole });
  return changeOperator(ctx, {
    ...chosen,
    stepUpProofId: await insertProof(sql, ctx, { purpose: 'people.change', root }),
  });
}

/** Approves what waits with a proof of exactly that; @returns what the verb says @param sql owner of the tables */
export async function approveProven(sql: postgres.Sql, ctx: Context, changeRequestId: string) {
  const waiting = (await listWaitingChanges(ctx)).find((one) => one.changeRequestId === changeRequestId);
  const root = waiting === undefined ? '' : decisionLeaf(waiting);
  const stepUpProofId = await insertProof(sql, ctx, { purpose: 'people.change', root });
  return decideOperatorChange(ctx, { changeRequestId, decision: 'approved', stepUpProofId });
}

/** Vouches for somebody with a proof of exactly that. @param sql owner of the tables */
export async function vouchProven(sql: postgres.Sql, ctx: Context, operatorId: string) {
  const [now] = await sql<{ givers: string }[]>`select hands_given_by(${operatorId}) as givers`;
  const root = vouchLeaf({ operatorId, givers: now?.givers ?? '' });
  const stepUpProofId = await insertProof(sql, ctx, { purpose: 'people.vouch', root });
  return vouchForOperator(ctx, { operatorId, stepUpProofId });
}
