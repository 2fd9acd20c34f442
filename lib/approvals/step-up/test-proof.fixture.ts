import type postgres from 'postgres';
import type { Context } from '../../context.ts';
import type { StepUpPurpose } from './schemas.ts';

/** A proof as a passkey or a code leaves it. @param sql owner of the tables @returns its id */
export async function insertProof(
  sql: postgres.Sql,
  { actor }: Context,
  about: { purpose: StepUpPurpose; root: string },
  minutes = 5,
): Promise<string> {
  const stepUpProofId = `stp_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql`insert into step_up_proofs (step_up_proof_id, operator_id, factor_id, kind, purpose, root, expires_at)
    values (${stepUpProofId}, ${actor.kind === 'operator' ? actor.operatorId : ''}, 'stf_test', 'totp', ${about.purpose},
      ${about.root}, clock_timestamp() + make_interval(mins => ${minutes}))`;
  return stepUpProofId;
}
