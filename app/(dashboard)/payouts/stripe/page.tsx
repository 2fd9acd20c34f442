import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { ListPage } from '../../_lists/list-page.tsx';
import { drawTabs } from '../tabs.tsx';
import { PAYOUT_SCREEN } from './screen.tsx';

export const metadata: Metadata = { title: PAYOUT_SCREEN.title };

export default async function PayoutsAtStripePage(props: PageProps<'/payouts/stripe'>) {
  const ctx = await guardPage('payouts.read');
  return (
    <ListPage
      ctx={ctx}
      given={await props.searchParams}
      screen={PAYOUT_SCREEN}
      tabs={drawTabs(ctx, 'stripe')}
    />
  );
}
