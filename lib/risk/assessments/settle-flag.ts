import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { riskFlags } from '#drizzle/schema/risk-decisions.ts';
import type { Context } from '../../context.ts';
import { executePrepared } from '../../db/execute-prepared.ts';
import type { Transaction } from '../../db/transaction.ts';
import { lockHeldAccount } from '../../holds/insert-hold.ts';
import { liftBySource } from '../../holds/lift-by-source.ts';
import { RISK_ACTIONS, type RiskAction } from '../rules/rule-text.ts';
import { actOnDecision, type Acted, type Found } from './act-on-decision.ts';

const HOUR_MS = 3_600_000;
/** Nothing is lifted for an hour's silence: what is gone has to stay away for a day. */
const CALM_MS = 24 * HOUR_MS;
/** Until when somebody has to have looked: money that stays costs an honest seller every day. */
const DUE_MS = { held: 24 * HOUR_MS, flagged: 72 * HOUR_MS };

/** A flag that is not over, with what people have done about it, as `open_risk_decision` tells it. */
export type OpenFlag = {
  readonly riskFlagId: string;
  readonly action: RiskAction;
  readonly holdId: string | null;
  readonly calmSince: Date | null;
  /** It came of the lot, not of what was found. */
  readonly isDrawn: boolean;
  /** People have let its hold go. */
  readonly isReleased: boolean;
  /** Their last verdict; null while nobody has spoken. */
  readonly said: string | null;
};

type Ending = 'cause_gone' | 'released' | 'false_alarm' | 'victim';

/** What changed, for the record. */
export type FlagChange = {
  readonly riskFlagId: string;
  readonly what: 'opened' | 'escalated' | 'lifted' | 'closed';
  readonly action: RiskAction;
  readonly holdId: string | null;
};

/** A weak lock makes a pause no stronger. */
function rank(action: string): number {
  return RISK_ACTIONS.findIndex((one) => one === (action === 'pause_lock' ? 'hold' : action));
}

/**
 * Makes the account's flag follow a decision: opens it, goes further, or ends it when its cause has been gone for a day and no person
 * has said anything. What people said stands until people end it.
 * @param flag the one that is not over, locked by whoever opened the decision
 */
export async function settleFlag(
  tx: Transaction,
  ctx: Context,
  found: Omit<Found, 'riskFlagId'>,
  flag: OpenFlag | null,
): Promise<FlagChange | null> {
  if (flag === null) return found.decision.action === 'none' ? null : open(tx, ctx, found);
  const at = new Date(found.inputs.decidedAt);
  const { said } = flag;
  if (flag.isReleased)
    return close(tx, flag, at, said === 'false_alarm' || said === 'victim' ? said : 'released');
  return follow(tx, ctx, { ...found, riskFlagId: flag.riskFlagId }, flag);
}

async function open(tx: Transaction, ctx: Context, found: Omit<Found, 'riskFlagId'>): Promise<FlagChange> {
  const { inputs, decision, riskAssessmentId } = found;
  const riskFlagId = `rfl_${randomUUID().replaceAll('-', '')}`;
  const { action, holdId } = await actOnDecision(tx, ctx, { ...found, riskFlagId }, null);
  const at = new Date(inputs.decidedAt);
  await tx.insert(riskFlags).values({
    riskFlagId,
    connectedAccountId: inputs.connectedAccountId,
    currency: inputs.currency,
    openedAt: at,
    state: 'open',
    action,
    holdId,
    dueAt: new Date(at.getTime() + (holdId === null ? DUE_MS.flagged : DUE_MS.held)),
    ...shown(decision, riskAssessmentId, at),
  });
  return { riskFlagId, what: 'opened', action, holdId };
}

function shown({ cause, score, exposure }: Found['decision'], riskAssessmentId: string, decidedAt: Date) {
  return { cause, score, exposure: BigInt(exposure), riskAssessmentId, decidedAt };
}

async function follow(
  tx: Transaction,
  ctx: Context,
  found: Found,
  flag: OpenFlag,
): Promise<FlagChange | null> {
  const { decision, inputs, riskAssessmentId } = found;
  const isSaid = flag.said !== null;
  const at = new Date(inputs.decidedAt);
  // Whoever was drawn by lot is calm from the start, and waits for a person all the same.
  const isUnseenAudit = flag.isDrawn && flag.action === 'none';
  if (decision.isCalm && !isSaid && !isUnseenAudit) {
    const calmSince = flag.calmSince ?? at;
    if (at.getTime() - calmSince.getTime() >= CALM_MS) return lift(tx, ctx, found, flag);
    await note(tx, flag, at, calmSince);
    return null;
  }
  if (decision.action === 'none' || isSaid) {
    await note(tx, flag, at, null);
    return null;
  }
  const acted =
    rank(decision.action) > rank(flag.action)
      ? await actOnDecision(tx, ctx, found, flag.holdId)
      : { action: flag.action, holdId: flag.holdId };
  if (rank(acted.action) <= rank(flag.action)) {
    await show(tx, flag, { ...shown(decision, riskAssessmentId, at), ...acted });
    return null;
  }
  await tx
    .update(riskFlags)
    .set({
      ...shown(decision, riskAssessmentId, at),
      ...acted,
      calmSince: null,
      // Who sleeps over a flag has not slept over money that stays.
      snoozedUntil: null,
      escalatedAt: null,
      dueAt: new Date(at.getTime() + DUE_MS.held),
    })
    .where(eq(riskFlags.riskFlagId, flag.riskFlagId));
  return { riskFlagId: flag.riskFlagId, what: 'escalated', ...acted };
}

/** Of a flag that stays what it is only what the newest decision saw is written: under an attack that is every second. */
async function show(
  tx: Transaction,
  { riskFlagId }: OpenFlag,
  now: ReturnType<typeof shown> & Acted,
): Promise<void> {
  await executePrepared(
    tx,
    sql`
    update risk_flags set cause = ${now.cause}, score = ${now.score}::float8, exposure = ${now.exposure}::bigint,
      risk_assessment_id = ${now.riskAssessmentId}, decided_at = ${now.decidedAt.toISOString()}::timestamptz, action = ${now.action},
      hold_id = ${now.holdId}, calm_since = null
    where risk_flag_id = ${riskFlagId}`,
  );
}

/** It shows what it showed; it was only looked at again. */
async function note(
  tx: Transaction,
  { riskFlagId }: OpenFlag,
  at: Date,
  calmSince: Date | null,
): Promise<void> {
  await executePrepared(
    tx,
    sql`
    update risk_flags set decided_at = ${at.toISOString()}::timestamptz, calm_since = ${calmSince?.toISOString() ?? null}::timestamptz
    where risk_flag_id = ${riskFlagId}`,
  );
}

async function lift(tx: Transaction, ctx: Context, found: Found, flag: OpenFlag): Promise<FlagChange> {
  const { connectedAccountId, decidedAt } = found.inputs;
  if (flag.holdId !== null) {
    await lockHeldAccount(tx, connectedAccountId);
    await liftBySource(tx, ctx, [flag.holdId], 'Nothing of it has been seen for a day.');
  }
  const closed = await close(tx, flag, new Date(decidedAt), 'cause_gone');
  return flag.holdId === null ? closed : { ...closed, what: 'lifted' };
}

async function close(tx: Transaction, flag: OpenFlag, at: Date, closedBecause: Ending): Promise<FlagChange> {
  await tx
    .update(riskFlags)
    .set({ state: 'closed', closedAt: at, closedBecause, decidedAt: at })
    .where(eq(riskFlags.riskFlagId, flag.riskFlagId));
  return { riskFlagId: flag.riskFlagId, what: 'closed', action: 'none', holdId: flag.holdId };
}
