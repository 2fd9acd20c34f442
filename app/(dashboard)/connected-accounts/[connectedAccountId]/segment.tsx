import { SegmentCard } from '#components/connected-accounts/segment-card.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { readSegment } from '#lib/connected-accounts/segments/queries.ts';
import type { Context } from '#lib/context.ts';
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
      actions={mayDecide ? { confirm: confirmLooserBandAction, refuse: refuseLooserBandAction } : null}
    />
  );
}
