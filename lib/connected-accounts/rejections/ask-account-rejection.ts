import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { holds } from '#drizzle/schema/holds.ts';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { insertHold, lockHeldAccount } from '../../holds/insert-hold.ts';
import { defineVerb } from '../../verb.ts';
import { possibleAct, whyNotRejectable } from './rejectable.ts';
import { askedRejection } from './schemas.ts';

/**
 * The first of two people wants an account rejected, or rejected no longer. Its money stays from the first word on: a wish to
 * reject holds all of it, and no later word lets that hold go.
 * @throws DomainError `not_found`; `precondition_failed` where Stripe takes no such word; `conflict` while another wish is open
 */
export const askAccountRejection = defineVerb({
  permission: 'connected_accounts.reject',
  input: askedRejection,
  run: async (tx, ctx, { connectedAccountId, act, reasonCode, reason }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people reject accounts.');
    if ((act === 'reject') !== (reasonCode !== null))
      throw new DomainError(
        'invalid_input',
        'Say for what it is rejected, and for nothing when it is let in again.',
      );
    await lockHeldAccount(tx, connectedAccountId);
    await refuseWhereImpossible(tx, connectedAccountId, act);
    await refuseWhileOpen(tx, connectedAccountId);
    const accountRejectionId = `rej_${randomUUID().replaceAll('-', '')}`;
    const askedBy = actorId(ctx.actor);
    await tx
      .insert(accountRejections)
      .values({ accountRejectionId, connectedAccountId, act, reasonCode, reviewerText: reason, askedBy });
    const holdId = act === 'reject' ? await holdEverything(tx, ctx, connectedAccountId, reason) : null;
    return {
      result: { accountRejectionId },
      audit: {
        action: 'account_rejection.ask',
        subject: accountRejectionId,
        connectedAccountId,
        after: { act, reasonCode, reason, holdId },
      },
    };
  },
});

async function refuseWhereImpossible(
  tx: Transaction,
  connectedAccountId: string,
  act: 'reject' | 'unreject',
): Promise<void> {
  const [account] = await tx
    .select({
      lossesPayments: connectedAccounts.lossesPayments,
      disabledReason: connectedAccounts.disabledReason,
      deauthorizedAt: connectedAccounts.deauthorizedAt,
    })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (account === undefined)
    throw new DomainError('not_found', `There is no connected account ${connectedAccountId}.`);
  const why = whyNotRejectable(account);
  if (why !== null) throw new DomainError('precondition_failed', why);
  if (possibleAct(account) !== act)
    throw new DomainError(
      'conflict',
      act === 'reject'
        ? 'The platform has rejected this account already.'
        : 'The platform has not rejected this account, so there is nothing to undo.',
    );
}

async function refuseWhileOpen(tx: Transaction, connectedAccountId: string): Promise<void> {
  const [open] = await tx
    .select({ act: accountRejections.act })
    .from(accountRejections)
    .where(
      and(
        eq(accountRejections.connectedAccountId, connectedAccountId),
        inArray(accountRejections.state, ['asked', 'confirmed']),
      ),
    );
  if (open !== undefined)
    throw new DomainError(
      'conflict',
      'Somebody has asked for this already. Load the page again, then confirm or decline it.',
    );
}

/** One hold for however many wishes: what an earlier one left stands, as long as it keeps everything. @returns the new hold's id, null where one is there */
async function holdEverything(
  tx: Transaction,
  ctx: Context,
  connectedAccountId: string,
  reviewerText: string,
): Promise<string | null> {
  const [standing] = await tx
    .select({ holdId: holds.holdId })
    .from(holds)
    .where(
      and(
        eq(holds.connectedAccountId, connectedAccountId),
        eq(holds.reasonCode, 'account_rejected'),
        isNull(holds.payoutRequestId),
        isNull(holds.currency),
        eq(holds.keepsPercent, 100),
        ne(holds.state, 'released'),
      ),
    )
    .limit(1);
  if (standing !== undefined) return null;
  const { holdId } = await insertHold(tx, ctx, {
    connectedAccountId,
    payoutRequestId: null,
    currency: null,
    source: 'operator',
    reason: 'account_rejected',
    reviewerText,
    keepsPercent: 100,
    rollingDays: null,
    evidence: {},
  });
  return holdId;
}
