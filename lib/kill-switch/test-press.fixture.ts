import type postgres from 'postgres';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import { confirmKillSwitchRelease } from './confirm-kill-switch-release.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { pressLeaf } from './press-leaf.ts';
import { killSwitchReleaseLeaf } from './release-leaf.ts';
import { pressedScope } from './schemas.ts';

type Press = z.input<typeof pressedScope>;

/** A proof about exactly this press. @param sql owner of the tables @returns its id */
export async function insertPressProof(
  sql: postgres.Sql,
  ctx: Context,
  press: Press,
  minutes = 5,
): Promise<string> {
  const parsed = pressedScope.safeParse(press);
  const root = parsed.success ? pressLeaf(parsed.data) : '';
  return insertProof(sql, ctx, { purpose: 'kill_switch.engage', root }, minutes);
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

/** `confirmKillSwitchRelease` by somebody who has just proven that they mean it. */
export async function releaseProven(
  sql: postgres.Sql,
  ctx: Context,
  shown: { killSwitchId: string; askedBy: string },
): Promise<void> {
  const root = killSwitchReleaseLeaf(await getKillSwitchRow(sql, shown.killSwitchId)) ?? '';
  const stepUpProofId = await insertProof(sql, ctx, { purpose: 'kill_switch.release', root });
  await confirmKillSwitchRelease(ctx, { ...shown, stepUpProofId });
}

async function getKillSwitchRow(sql: postgres.Sql, killSwitchId: string) {
  const [row] = await sql<Parameters<typeof killSwitchReleaseLeaf>[0][]>`
    select kill_switch_id as "killSwitchId", state, release_asked_by as "releaseAskedBy", release_reason as "releaseReason"
    from kill_switches where kill_switch_id = ${killSwitchId}`;
  if (row === undefined) throw new Error(`no press ${killSwitchId}`);
  return row;
}
