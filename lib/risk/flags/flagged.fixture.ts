import type { PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { jobContext } from '../../context.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { learn, refundSurge, usualDays } from '../assessments/test-story.fixture.ts';
import type { RiskVerdict } from '../types.ts';
import { getRiskFlag } from './detail-queries.ts';
import { giveRiskVerdict } from './give-risk-verdict.ts';

export const WHY = 'The owner called.';

/** A flag of a new account that holds money, unless its facts say less, with what a screen shows of it. */
export async function openFlag(world: PayoutWorld, facts: typeof refundSurge = refundSurge) {
  const connectedAccountId = await world.account([10_000_00n]);
  // Of few accounts one alone is paused unseen.
  await world.sql`update risk_flags set state = 'waiting' where state = 'open'`;
  await learn([...usualDays(connectedAccountId), ...facts(connectedAccountId)]);
  await assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId });
  const [row] = await world.sql<{ id: string; hold: string | null }[]>`
    select risk_flag_id as id, hold_id as hold from risk_flags where connected_account_id = ${connectedAccountId}`;
  if (row === undefined) throw new Error('nothing was flagged');
  const shown = await getRiskFlag(world.as('ines'), row.id);
  const asShown = {
    riskFlagId: row.id,
    riskAssessmentId: shown.riskAssessmentId,
    cause: shown.cause,
    action: shown.action,
  };
  const say = (verdict: RiskVerdict, more: object = {}) =>
    giveRiskVerdict(world.as('ines'), { ...asShown, verdict, reason: WHY, ...more });
  return { connectedAccountId, riskFlagId: row.id, holdId: row.hold ?? '', shown, asShown, say };
}
