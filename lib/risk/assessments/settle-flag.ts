import { randomUUID } from 'node:crypto';
import { and, desc, eq, ne } from 'drizzle-orm';
import { holds } from '#drizzle/schema/holds.ts';
import { riskFlags, riskVerdicts } from '#drizzle/schema/risk-decisions.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { lockHeldAccount } from '../../holds/insert-hold.ts';
import { liftBySource } from '../../holds/lift-by-source.ts';
import { RISK_ACTIONS, type RiskAction } from '../rules/rule-text.ts';
import { actOnDecision, type Found } from './act-on-decision.ts';

const HOUR_MS = 3_600_000;
/** Nothing is lifted for an hour's silence: what is gone has to stay away for a day. */
const CALM_MS = 24 * HOUR_MS;
/** Until when somebody has to have looked: money that stays costs an honest seller every day. */
const DUE_MS = { held: 24 * HOUR_MS, flagged: 72 * HOUR_MS };

type Flag = typeof riskFlags.$inferSelect;
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
 */
export async function settleFlag(
  tx: Transaction,
  ctx: Context,
  found: Omit<Found, 'riskFlagId'>,
): Promise<FlagChange | null> {
  const { connectedAccountId, currency } = found.inputs;
  const [flag] = await tx
    .select()
    .from(riskFlags)
    .where(
      and(
        eq(riskFlags.connectedAccountId, connectedAccountId),
        eq(riskFlags.currency, currency),
        ne(riskFlags.state, 'closed'),
      ),
    )
    .for('update');
  if (flag === undefined) return found.decision.action === 'none' ? null : open(tx, ctx, found);
  const at = new Date(found.inputs.decidedAt);
  const said = await lastVerdict(tx, flag);
  if (await isReleased(tx, flag))
    return close(tx, flag, at, said === 'false_alarm' || said === 'victim' ? said : 'released');
  return follow(tx, ctx, { ...found, riskFlagId: flag.riskFlagId }, flag, said !== null);
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
  flag: Flag,
  isSaid: boolean,
): Promise<FlagChange | null> {
  const { decision, inputs, riskAssessmentId } = found;
  const at = new Date(inputs.decidedAt);
  const byId = eq(riskFlags.riskFlagId, flag.riskFlagId);
  // Whoever was drawn by lot is calm from the start, and waits for a person all the same.
  const isUnseenAudit = flag.auditDrawnOn !== null && flag.action === 'none';
  if (decision.isCalm && !isSaid && !isUnseenAudit) {
    const calmSince = flag.calmSince ?? at;
    if (at.getTime() - calmSince.getTime() >= CALM_MS) return lift(tx, ctx, flag, at);
    await tx.update(riskFlags).set({ calmSince, decidedAt: at }).where(byId);
    return null;
  }
  if (decision.action === 'none' || isSaid) {
    await tx.update(riskFlags).set({ calmSince: null, decidedAt: at }).where(byId);
    return null;
  }
  const acted =
    rank(decision.action) > rank(flag.action)
      ? await actOnDecision(tx, ctx, found, flag.holdId)
      : { action: flag.action as RiskAction, holdId: flag.holdId }; // as this very code wrote it
  const isEscalated = rank(acted.action) > rank(flag.action);
  await tx
    .update(riskFlags)
    .set({
      ...shown(decision, riskAssessmentId, at),
      ...acted,
      calmSince: null,
      // Who sleeps over a flag has not slept over money that stays.
      ...(isEscalated
        ? { snoozedUntil: null, escalatedAt: null, dueAt: new Date(at.getTime() + DUE_MS.held) }
        : {}),
    })
    .where(byId);
  return isEscalated ? { riskFlagId: flag.riskFlagId, what: 'escalated', ...acted } : null;
}

async function lift(tx: Transaction, ctx: Context, flag: Flag, at: Date): Promise<FlagChange> {
  if (flag.holdId !== null) {
    await lockHeldAccount(tx, flag.connectedAccountId);
    await liftBySource(tx, ctx, [flag.holdId], 'Nothing of it has been seen for a day.');
  }
  const closed = await close(tx, flag, at, 'cause_gone');
  return flag.holdId === null ? closed : { ...closed, what: 'lifted' };
}

async function close(tx: Transaction, flag: Flag, at: Date, closedBecause: Ending): Promise<FlagChange> {
  await tx
    .update(riskFlags)
    .set({ state: 'closed', closedAt: at, closedBecause, decidedAt: at })
    .where(eq(riskFlags.riskFlagId, flag.riskFlagId));
  return { riskFlagId: flag.riskFlagId, what: 'closed', action: 'none', holdId: flag.holdId };
}

async function isReleased(tx: Transaction, { holdId }: Flag): Promise<boolean> {
  if (holdId === null) return false;
  const [hold] = await tx.select({ state: holds.state }).from(holds).where(eq(holds.holdId, holdId));
  return hold?.state === 'released';
}

async function lastVerdict(tx: Transaction, { riskFlagId }: Flag): Promise<string | null> {
  const [said] = await tx
    .select({ verdict: riskVerdicts.verdict })
    .from(riskVerdicts)
    .where(eq(riskVerdicts.riskFlagId, riskFlagId))
    .orderBy(desc(riskVerdicts.givenAt))
    .limit(1);
  return said?.verdict ?? null;
}
