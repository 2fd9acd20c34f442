import type { ReactNode } from 'react';
import { PayoutTabs } from '#components/payouts/payout-tabs.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { countPayoutRequests } from '#lib/payouts/queue/queries.ts';

type Current = Parameters<typeof PayoutTabs>[0]['current'];

/** The lists of payouts with what waits in them now: waited for together with the list that they stand above. */
export async function drawTabs(ctx: Context, current: Current): Promise<ReactNode> {
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
