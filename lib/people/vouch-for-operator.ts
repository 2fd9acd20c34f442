import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorVouchings } from '#drizzle/schema/people.ts';
import { endOpenLink } from '../approvals/step-up/end-open-link.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockOperator } from './lock-operator.ts';
import { operatorIdSchema } from './schemas.ts';

/**
 * An administrator's word, after asking the person themselves, that they and nobody else chose their password and hold what they
 * confirm with. Whoever gave them their link, or took a factor away, counts as another hand from then on.
 * @throws DomainError `precondition_failed` for oneself and for the same hand; `conflict` when nobody has to
 */
export const vouchForOperator = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({ operatorId: operatorIdSchema }),
  run: async (tx, ctx, { operatorId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people vouch for people.');
    const vouchedBy = ctx.actor.operatorId;
    if (vouchedBy === operatorId)
      throw new DomainError(
        'precondition_failed',
        'Nobody vouches for themselves. Another administrator does.',
      );
    await lockOperator(tx, operatorId);
    await refuseSameHand(tx, vouchedBy, operatorId, 'Another administrator must vouch.');
    const gave = await tx.execute<{ giver: string; gave: string }>(
      sql`select giver, gave from hands_that_gave(${operatorId}) order by giver, gave`,
    );
    if (gave.length === 0)
      throw new DomainError(
        'conflict',
        'Nobody has to vouch for this person now. The page shows how it stands.',
      );
    // First, so that no link is open that could be used after this word.
    await endOpenLink(tx, operatorId);
    await tx
      .insert(operatorVouchings)
      .values({ operatorVouchingId: `ovo_${randomUUID().replaceAll('-', '')}`, operatorId, vouchedBy });
    return {
      result: { operatorId },
      audit: {
        action: 'operator.vouch',
        subject: operatorId,
        after: { gave: gave.map((row) => ({ ...row })) },
      },
    };
  },
});
