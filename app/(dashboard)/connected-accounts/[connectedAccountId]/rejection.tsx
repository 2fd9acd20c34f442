import { RejectionCard } from '#components/connected-accounts/rejection-card.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { readRejectionStanding } from '#lib/connected-accounts/rejections/queries.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import {
  askAccountRejectionAction,
  confirmAccountRejectionAction,
  declineAccountRejectionAction,
} from './rejection-actions.ts';

/** Whether the account is rejected, who asks for it, and what a person can say to it. */
export async function AccountRejection({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const standing = await readRejectionStanding(ctx, connectedAccountId);
  const askedBy = standing.open?.askedById ?? null;
  const actions =
    ctx.actor.kind === 'operator' && permissionsOf(ctx.actor).includes('connected_accounts.reject')
      ? {
          ask: askAccountRejectionAction,
          confirm: confirmAccountRejectionAction,
          decline: declineAccountRejectionAction,
          ways: await readStepUpWays(ctx),
          mine: ctx.actor.operatorId,
          oneHand: (await listSameHands(ctx, [askedBy])).get(askedBy ?? '') ?? null,
        }
      : null;
  return <RejectionCard {...{ connectedAccountId, standing, actions }} />;
}
