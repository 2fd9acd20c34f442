import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { PayoutTabs } from '#components/payouts/payout-tabs.tsx';
import { countPayoutRequests } from '#lib/payouts/queue/queries.ts';
import { ListPage } from '../../_lists/list-page.tsx';
import { PAYOUT_SCREEN } from './screen.tsx';

export const metadata: Metadata = { title: PAYOUT_SCREEN.title };

export default async function PayoutsAtStripePage(props: PageProps<'/payouts/stripe'>) {
  const ctx = await guardPage('payouts.read');
  const [given, toDecide] = await Promise.all([
    props.searchParams,
    countPayoutRequests(ctx, { state: 'in_review' }),
  ]);
  return (
    <ListPage
      ctx={ctx}
      given={given}
      screen={PAYOUT_SCREEN}
      tabs={<PayoutTabs current="stripe" toDecide={toDecide} />}
    />
  );
}
