import type postgres from 'postgres';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { pressLeaf } from './press-leaf.ts';
import { pressedScope } from './schemas.ts';

type Press = z.input<typeof pressedScope>;

/** A proof as a passkey or a code leaves it. @param sql owner of the tables @returns its id */
export async function insertPressProof(
  sql: postgres.Sql,
  { actor }: Context,
  press: Press,
  minutes = 5,
): Promise<string> {
  const stepUpProofId = `stp_${crypto.randomUUID().replaceAll('-', '')}`;
  const parsed = pressedScope.safeParse(press);
  await sql`insert into step_up_proofs (step_up_proof_id, operator_id, factor_id, kind, purpose, root, expires_at)
    values (${stepUpProofId}, ${actor.kind === 'operator' ? actor.operatorId : ''}, 'stf_test', 'totp', 'kill_switch.engage',
      ${parsed.success ? pressLeaf(parsed.data) : ''}, clock_timestamp() + make_interval(mins => ${minutes}))`;
  return stepUpProofId;
}

/** `engageKillSwitch` by somebody who has just proven that they mean it. */
export async function engageProven(
  sql: postgres.Sql,
  ctx: Context,
  press: Press,
  options: { msMax?: number } = {},
): ReturnType<typeof engageKillSwitch> {
  const stepUpProofId = await insertPressProof(sql, ctx, press);
  return engageKillSwitch(ctx, { ...press, stepUpProofId }, options);
}
