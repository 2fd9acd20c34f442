import { PayoutTabs } from '#components/payouts/payout-tabs.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { countPayoutRequests } from '#lib/payouts/queue/queries.ts';

/** The lists of payouts with what waits in them now. */
export async function Tabs({
  ctx,
  current,
}: {
  ctx: Context;
  current: Parameters<typeof PayoutTabs>[0]['current'];
}) {
  const may = permissionsOf(ctx.actor);
  const mayDecide = may.includes('payouts.approve');
  const [toDecide, mine] = await Promise.all([
    countPayoutRequests(ctx, { state: 'in_review' }),
    mayDecide ? countPayoutRequests(ctx, { state: 'in_review', for: 'me' }) : null,
  ]);
  return (
    <PayoutTabs
      current={current}
      toDecide={toDecide}
      mine={mine}
      mayPropose={may.includes('payouts.propose')}
    />
  );
}
