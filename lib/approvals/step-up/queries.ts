import { and, asc, eq, ne } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { actingPerson } from './acting-person.ts';
import { demoSecret } from './demo-secret.ts';
import { toBase32 } from './totp.ts';
import type { StepUpFactor, StepUpWays, WaitingFactor } from '../types.ts';

/** More than a drawer of keys. */
const FACTORS_MAX = 50;

const columns = {
  factorId: stepUpFactors.factorId,
  kind: stepUpFactors.kind,
  name: stepUpFactors.name,
  state: stepUpFactors.state,
  enrolledAt: stepUpFactors.enrolledAt,
  confirmedAt: stepUpFactors.confirmedAt,
};

/** One's own factors that are not removed. @throws DomainError `forbidden` */
export async function listOwnFactors(ctx: Context): Promise<StepUpFactor[]> {
  authorize(ctx, 'step_up.own');
  const rows = await database()
    .select({ ...columns, confirmedByName: operators.name })
    .from(stepUpFactors)
    .leftJoin(operators, eq(operators.operatorId, stepUpFactors.confirmedBy))
    .where(
      and(eq(stepUpFactors.operatorId, actingPerson(ctx).operatorId), ne(stepUpFactors.state, 'removed')),
    )
    .orderBy(asc(stepUpFactors.enrolledAt), asc(stepUpFactors.factorId))
    .limit(FACTORS_MAX);
  return rows.map((row) => ({ ...row, isActive: row.state === 'active' }));
}

/** With what somebody can confirm a money step now. @throws DomainError `forbidden` */
export async function readStepUpWays(ctx: Context): Promise<StepUpWays> {
  authorize(ctx, 'step_up.own');
  const { operatorId } = actingPerson(ctx);
  const rows = await database()
    .selectDistinct({ kind: stepUpFactors.kind })
    .from(stepUpFactors)
    .where(and(eq(stepUpFactors.operatorId, operatorId), eq(stepUpFactors.state, 'active')));
  const secret = demoSecret(operatorId);
  return {
    hasPasskey: rows.some(({ kind }) => kind === 'passkey'),
    hasCodes: rows.some(({ kind }) => kind === 'totp'),
    demoSecret: secret === null ? null : toBase32(secret),
  };
}

/** Everybody's factors that wait for an administrator. @throws DomainError `forbidden` */
export async function listWaitingFactors(ctx: Context): Promise<WaitingFactor[]> {
  authorize(ctx, 'step_up.recover');
  return database()
    .select({ ...columns, operatorId: stepUpFactors.operatorId, ownerName: operators.name })
    .from(stepUpFactors)
    .innerJoin(operators, eq(operators.operatorId, stepUpFactors.operatorId))
    .where(eq(stepUpFactors.state, 'waiting'))
    .orderBy(asc(stepUpFactors.enrolledAt), asc(stepUpFactors.factorId))
    .limit(FACTORS_MAX);
}
