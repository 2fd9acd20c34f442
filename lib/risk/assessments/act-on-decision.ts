import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { insertHold, lockHeldAccount } from '../../holds/insert-hold.ts';
import { liftBySource } from '../../holds/lift-by-source.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../../ledger/types.ts';
import { holdReasonOf, type Decision, type DecisionInputs } from '../rules/decide.ts';
import type { RiskAction } from '../rules/rule-text.ts';
import { mayPause } from './pause-breaker.ts';

/** What people read beside a hold; the whole explanation stands with the flag. */
const TEXT_LENGTH_MAX = 500;

export type Acted = { readonly action: RiskAction; readonly holdId: string | null };

export type Found = {
  readonly inputs: DecisionInputs;
  readonly decision: Decision;
  readonly riskAssessmentId: string;
  readonly riskFlagId: string;
};

/** Keeps the money that the decision says, in place of what is kept already. @param before the hold that stands for the flag */
export async function actOnDecision(
  tx: Transaction,
  ctx: Context,
  found: Found,
  before: string | null,
): Promise<Acted> {
  const { action, cause, exposure, keepsPercent, lines } = found.decision;
  if (action === 'none' || action === 'flag') return { action, holdId: before };
  const { connectedAccountId, currency } = found.inputs;
  const isPause = action !== 'reserve';
  if (isPause && !(await mayPause(tx, { connectedAccountId, currency, exposure: BigInt(exposure) }))) {
    await raiseAlarms(tx, [breakerAlarm(found)]);
    return { action: before === null ? 'flag' : 'reserve', holdId: before };
  }
  await lockHeldAccount(tx, connectedAccountId);
  const { holdId } = await insertHold(tx, ctx, {
    connectedAccountId,
    payoutRequestId: null,
    currency,
    reason: holdReasonOf(cause),
    reviewerText: lines
      .map(({ text }) => text)
      .join('. ')
      .slice(0, TEXT_LENGTH_MAX),
    keepsPercent,
    rollingDays: null,
    source: 'risk',
    evidence: { riskFlagId: found.riskFlagId, riskAssessmentId: found.riskAssessmentId },
  });
  if (before !== null)
    await liftBySource(tx, ctx, [before], 'More has been found: another hold stands for it.');
  if (action === 'pause_lock') await raiseAlarms(tx, [weakAlarm(found)]);
  return { action, holdId };
}

function breakerAlarm({ inputs: { connectedAccountId, currency } }: Found): AlarmDraft {
  return {
    kind: 'risk_breaker_opened',
    subject: 'risk',
    text: `${connectedAccountId} would be paused in ${currency.toUpperCase()}, but then more than one in a hundred accounts, or too much money in an hour, would stay without a person having looked. It is flagged and goes on being paid. Next: give the open flags their verdicts, and hold by hand what is real.`,
  };
}

function weakAlarm({ inputs: { connectedAccountId, lockStrength } }: Found): AlarmDraft {
  return {
    kind: 'risk_cannot_hold',
    subject: connectedAccountId,
    text: `Sluice holds its own payouts of ${connectedAccountId}, but the account’s money can leave without it (its lock: ${lockStrength.replaceAll('_', ' ')}). Next: set its payouts to manual or pause them in Stripe, then look at the flag.`,
  };
}
