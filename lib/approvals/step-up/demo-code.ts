import { and, eq, sql } from 'drizzle-orm';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { actingPerson } from './acting-person.ts';
import { demoSecret } from './demo-secret.ts';
import { codeOf, stepAt } from './totp.ts';

/** The code that a person of the demo would read from a phone; null outside the demo, and while no code counts. */
export async function readDemoCode(ctx: Context): Promise<string | null> {
  authorize(ctx, 'step_up.own');
  const { operatorId } = actingPerson(ctx);
  const secret = demoSecret(operatorId);
  if (secret === null) return null;
  const [factor] = await database()
    .select({
      lastStep: stepUpFactors.lastStep,
      seconds: sql<number>`extract(epoch from clock_timestamp())::float8`,
    })
    .from(stepUpFactors)
    .where(
      and(
        eq(stepUpFactors.operatorId, operatorId),
        eq(stepUpFactors.kind, 'totp'),
        eq(stepUpFactors.state, 'active'),
      ),
    );
  if (factor === undefined) return null;
  const now = stepAt(factor.seconds);
  // A used code does not count again; the next one is accepted half a minute early.
  const next = factor.lastStep >= now ? factor.lastStep + 1n : now;
  return next > now + 1n ? null : codeOf(secret, next);
}
