import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { factorIdSchema } from './schemas.ts';

/**
 * An administrator's word that a new factor is its owner's; from then on it counts. Never one's own, and not by whoever
 * gave its owner a link to sign in, or took away what they had: one person alone could then act as another.
 * @throws DomainError `precondition_failed` for each of these; `not_found` when it no longer waits
 */
export const confirmFactor = defineVerb({
  permission: 'step_up.recover',
  input: z.strictObject({ factorId: factorIdSchema }),
  run: async (tx, ctx, { factorId }) => {
    const { operatorId: confirmedBy } = actingPerson(ctx);
    const [factor] = await tx
      .select()
      .from(stepUpFactors)
      .where(eq(stepUpFactors.factorId, factorId))
      .for('update');
    if (factor?.state !== 'waiting')
      throw new DomainError('not_found', 'This factor no longer waits for a confirmation.');
    const { operatorId, kind, credentialId, publicKey } = factor;
    if (operatorId === confirmedBy)
      throw new DomainError('precondition_failed', 'It is your own. Another administrator confirms it.');
    if (await gaveLink(tx, confirmedBy, operatorId))
      throw new DomainError(
        'precondition_failed',
        'You gave this person their link to sign in. Another administrator confirms.',
      );
    if (await tookLast(tx, confirmedBy, operatorId))
      throw new DomainError(
        'precondition_failed',
        'You removed what this person had before. Another administrator confirms.',
      );
    await tx
      .update(stepUpFactors)
      .set({ state: 'active', confirmedBy, confirmedAt: sql`now()` })
      .where(eq(stepUpFactors.factorId, factorId));
    return {
      result: { factorId },
      audit: {
        action: 'step_up_factor.confirm',
        subject: factorId,
        after: { operatorId, kind, ...(publicKey === null ? {} : { credentialId, publicKey }) },
      },
    };
  },
});

/** Whether somebody made the newest link with which another one could set a password. */
async function gaveLink(tx: Transaction, confirmedBy: string, operatorId: string): Promise<boolean> {
  const [row] = await tx.execute<{ gave: boolean }>(sql`
    select created_by = ${confirmedBy} as gave from operator_invitations
    where operator_id = ${operatorId} and revoked_at is null order by created_at desc limit 1`);
  return row?.gave === true;
}

/** Whether somebody took away another one's factor, and nobody has confirmed a new one since: a recovery takes two. */
async function tookLast(tx: Transaction, confirmedBy: string, operatorId: string): Promise<boolean> {
  const [row] = await tx.execute<{ took: boolean }>(sql`
    select exists (
      select from step_up_factors as gone
      where gone.operator_id = ${operatorId} and gone.state = 'removed' and gone.removed_by = ${confirmedBy}
        and gone.confirmed_at is not null and not exists (
          select from step_up_factors as newer
          where newer.operator_id = gone.operator_id and newer.confirmed_at > gone.removed_at)) as took`);
  return row?.took === true;
}
