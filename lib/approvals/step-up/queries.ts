import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { actingPerson } from './acting-person.ts';
import { demoFactorId, demoSecret } from './demo-secret.ts';
import { confirmationLeaf, factorHash, removalLeaf, type FactorPayload } from './factor-leaf.ts';
import { codeOf, nextCodeAt, stepAt, toBase32 } from './totp.ts';
import type { DemoCodes, OthersFactor, StepUpFactor, StepUpWays } from '../types.ts';

/** More than a drawer of keys. */
const FACTORS_MAX = 50;

/** A company's finance team with a few each; more would need a search. */
const OTHERS_MAX = 1_000;

const columns = {
  factorId: stepUpFactors.factorId,
  kind: stepUpFactors.kind,
  name: stepUpFactors.name,
  state: stepUpFactors.state,
  enrolledAt: stepUpFactors.enrolledAt,
  confirmedAt: stepUpFactors.confirmedAt,
};

/** Read for its hash, and shown to nobody. */
const payload = {
  credentialId: stepUpFactors.credentialId,
  publicKey: stepUpFactors.publicKey,
  sealedSecret: stepUpFactors.sealedSecret,
};

/** Four groups of four, as people read to each other; too many to find another factor with the same while one waits. */
const FINGERPRINT_DIGITS = 16;

const fingerprintOf = (factor: FactorPayload): string =>
  (factorHash(factor).slice(0, FINGERPRINT_DIGITS).match(/.{4}/g) ?? []).join(' ');

/** One's own factors that are not removed. @throws DomainError `forbidden` */
export async function listOwnFactors(ctx: Context): Promise<StepUpFactor[]> {
  authorize(ctx, 'step_up.own');
  const rows = await database()
    .select({ ...columns, ...payload, confirmedByName: operators.name })
    .from(stepUpFactors)
    .leftJoin(operators, eq(operators.operatorId, stepUpFactors.confirmedBy))
    .where(
      and(eq(stepUpFactors.operatorId, actingPerson(ctx).operatorId), ne(stepUpFactors.state, 'removed')),
    )
    .orderBy(asc(stepUpFactors.enrolledAt), asc(stepUpFactors.factorId))
    .limit(FACTORS_MAX);
  return rows.map(({ credentialId, publicKey, sealedSecret, ...row }) => ({
    ...row,
    isActive: row.state === 'active',
    fingerprint: fingerprintOf({ credentialId, publicKey, sealedSecret }),
  }));
}

/** With what somebody can confirm a money step now. @throws DomainError `forbidden` */
export async function readStepUpWays(ctx: Context): Promise<StepUpWays> {
  authorize(ctx, 'step_up.own');
  const { operatorId } = actingPerson(ctx);
  const rows = await database()
    .select({
      kind: stepUpFactors.kind,
      factorId: stepUpFactors.factorId,
      lastStep: stepUpFactors.lastStep,
      seconds: sql<number>`extract(epoch from clock_timestamp())::float8`,
    })
    .from(stepUpFactors)
    .where(and(eq(stepUpFactors.operatorId, operatorId), eq(stepUpFactors.state, 'active')))
    .limit(FACTORS_MAX);
  const codes = rows.find(({ kind }) => kind === 'totp');
  return {
    hasPasskey: rows.some(({ kind }) => kind === 'passkey'),
    hasCodes: codes !== undefined,
    nextCodeAt: codes === undefined ? null : nextCodeAt(codes),
    demo: codes === undefined ? null : demoCodes(operatorId, codes),
  };
}

/** Null outside the demo, and for a demo person who replaced the codes of the demo by own ones. */
function demoCodes(
  operatorId: string,
  { factorId, lastStep, seconds }: { factorId: string; lastStep: bigint; seconds: number },
): DemoCodes | null {
  const secret = demoSecret(operatorId);
  if (secret === null || factorId !== demoFactorId(operatorId)) return null;
  const now = stepAt(seconds);
  const step = lastStep >= now ? lastStep + 1n : now;
  return {
    secret: toBase32(secret),
    lastStep: Number(lastStep),
    code: step > now + 1n ? null : codeOf(secret, step),
  };
}

/** Factors of everybody else: those that wait for a confirmation first. @throws DomainError `forbidden` */
export async function listOthersFactors(ctx: Context): Promise<OthersFactor[]> {
  authorize(ctx, 'step_up.recover');
  const rows = await database()
    .select({ ...columns, ...payload, operatorId: stepUpFactors.operatorId, ownerName: operators.name })
    .from(stepUpFactors)
    .innerJoin(operators, eq(operators.operatorId, stepUpFactors.operatorId))
    .where(
      and(ne(stepUpFactors.operatorId, actingPerson(ctx).operatorId), ne(stepUpFactors.state, 'removed')),
    )
    .orderBy(
      asc(sql`${stepUpFactors.state} = 'active'`),
      asc(operators.name),
      asc(stepUpFactors.enrolledAt),
      asc(stepUpFactors.factorId),
    )
    .limit(OTHERS_MAX);
  return rows.map(({ credentialId, publicKey, sealedSecret, ...row }) => {
    const isActive = row.state === 'active';
    const factor = { ...row, credentialId, publicKey, sealedSecret };
    return {
      ...row,
      isActive,
      fingerprint: fingerprintOf(factor),
      root: isActive ? removalLeaf(factor) : confirmationLeaf(factor),
    };
  });
}

/** Of one person what waits to be confirmed, oldest first. @throws DomainError `forbidden` */
export async function listWaitingFactorsOf(
  ctx: Context,
  email: string,
): Promise<{ factorId: string; name: string; fingerprint: string }[]> {
  authorize(ctx, 'step_up.recover');
  const rows = await database()
    .select({ factorId: stepUpFactors.factorId, name: stepUpFactors.name, ...payload })
    .from(stepUpFactors)
    .innerJoin(operators, eq(operators.operatorId, stepUpFactors.operatorId))
    .where(and(eq(sql`lower(${operators.email})`, email.toLowerCase()), eq(stepUpFactors.state, 'waiting')))
    .orderBy(asc(stepUpFactors.enrolledAt), asc(stepUpFactors.factorId))
    .limit(FACTORS_MAX);
  return rows.map(({ factorId, name, ...factor }) => ({
    factorId,
    name,
    fingerprint: fingerprintOf(factor),
  }));
}
