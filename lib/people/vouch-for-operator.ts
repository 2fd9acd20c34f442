import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorVouchings } from '#drizzle/schema/people.ts';
import { endOpenLink } from '../approvals/step-up/end-open-link.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockOperator } from './lock-operator.ts';
import { operatorIdSchema } from './schemas.ts';
import { vouchLeaf } from './vouch-leaf.ts';

/**
 * An administrator's word, after asking the person themselves, that they and nobody else chose their password and hold what they
 * confirm with. Whoever gave them their link, or took a factor away, counts as another hand from then on: two names of one person would
 * be two people by it, so it takes a proof like any other word of a second person.
 * @throws DomainError `precondition_failed` for oneself and for the same hand; `conflict` when nobody has to; `forbidden` without an
 * unspent proof for exactly this word
 */
export const vouchForOperator = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({ operatorId: operatorIdSchema, stepUpProofId }),
  run: async (tx, ctx, { operatorId, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people vouch for people.');
    const vouchedBy = ctx.actor.operatorId;
    if (vouchedBy === operatorId)
      throw new DomainError(
        'precondition_failed',
        'Nobody vouches for themselves. Another administrator does.',
      );
    await lockOperator(tx, operatorId);
    await refuseSameHand(tx, vouchedBy, operatorId, 'Another administrator must vouch.');
    // First, so that no link is open that could be used after this word.
    await endOpenLink(tx, operatorId);
    const gave = await tx.execute<{ giver: string; gave: string; givers: string }>(
      sql`select giver, gave, hands_given_by(${operatorId}) as givers from hands_that_gave(${operatorId}) order by giver, gave`,
    );
    const [{ givers } = { givers: '' }] = gave;
    if (gave.length === 0)
      throw new DomainError(
        'conflict',
        'Nobody has to vouch for this person now. The page shows how it stands.',
      );
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'people.vouch',
      leaf: vouchLeaf({ operatorId, givers }),
    });
    await tx
      .insert(operatorVouchings)
      .values({ operatorVouchingId: `ovo_${randomUUID().replaceAll('-', '')}`, operatorId, vouchedBy });
    return {
      result: { operatorId },
      audit: {
        action: 'operator.vouch',
        subject: operatorId,
        after: { gave: gave.map((row) => ({ giver: row.giver, gave: row.gave })), givers, proof },
      },
    };
  },
});
