import { SegmentCard } from '#components/connected-accounts/segment-card.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { readSegment } from '#lib/connected-accounts/segments/queries.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { confirmLooserBandAction, refuseLooserBandAction } from './segment-actions.ts';

/** In which band of risk the account is, why, and what a person can say to it. */
export async function AccountSegment({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const segment = await readSegment(ctx, connectedAccountId);
  const mayDecide = permissionsOf(ctx.actor).includes('segments.decide');
  return (
    <SegmentCard
      segment={segment}
      whyNotAgree={await whyNotAgree(ctx, segment?.proposal?.proposedBy ?? null)}
      actions={
        mayDecide
          ? {
              confirm: confirmLooserBandAction,
              refuse: refuseLooserBandAction,
              ways: await readStepUpWays(ctx),
            }
          : null
      }
    />
  );
}

/** Why its reader is refused as the hand that led to a proposal; null for everybody else. */
async function whyNotAgree(ctx: Context, proposedBy: string | null): Promise<string | null> {
  if (proposedBy === null || ctx.actor.kind !== 'operator') return null;
  if (proposedBy === ctx.actor.operatorId) return 'What you did led to this proposal.';
  return (await listSameHands(ctx, [proposedBy])).get(proposedBy) ?? null;
}
