import type postgres from 'postgres';
import type { Context } from '../../context.ts';
import { confirmFactor } from './confirm-factor.ts';
import { confirmationLeaf, removalLeaf, type ThisFactor } from './factor-leaf.ts';
import { removeFactor } from './remove-factor.ts';
import { insertProof } from './test-proof.fixture.ts';

/** As it is stored. @param sql owner of the tables */
export async function storedFactor(sql: postgres.Sql, factorId: string): Promise<ThisFactor> {
  const [row] = await sql<ThisFactor[]>`
    select factor_id as "factorId", operator_id as "operatorId", kind, credential_id as "credentialId", public_key as "publicKey",
      sealed_secret as "sealedSecret" from step_up_factors where factor_id = ${factorId}`;
  if (row === undefined) throw new Error(`no ${factorId}`);
  return row;
}

/** Confirms somebody's factor with a proof of exactly that. @param sql owner of the tables */
export async function confirmProven(sql: postgres.Sql, ctx: Context, factorId: string) {
  const root = confirmationLeaf(await storedFactor(sql, factorId));
  return confirmFactor(ctx, {
    factorId,
    stepUpProofId: await insertProof(sql, ctx, { purpose: 'factors.confirm', root }),
  });
}

/** Takes somebody's factor away with a proof of exactly that. @param sql owner of the tables */
export async function removeProven(sql: postgres.Sql, ctx: Context, factorId: string) {
  const root = removalLeaf(await storedFactor(sql, factorId));
  return removeFactor(ctx, {
    factorId,
    stepUpProofId: await insertProof(sql, ctx, { purpose: 'factors.remove', root }),
  });
}
