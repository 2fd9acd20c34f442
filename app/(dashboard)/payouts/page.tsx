import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Suspense } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { LatestPayouts } from '#components/payouts/latest-payouts.tsx';
import { UndoToast } from '#components/payouts/undo-toast.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import type { Context } from '#lib/context.ts';
import { readPageRequest } from '#lib/paging.ts';
import { listPayouts } from '#lib/payouts/queries.ts';
import { ListPage } from '../_lists/list-page.tsx';
import { undoApprovalAction } from './actions.ts';
import { addressAtStripe } from './address-at-stripe.ts';
import { currentTab } from './current-tab.ts';
import { QUEUE_SCREEN } from './queue-screen.ts';
import { drawTabs } from './tabs.tsx';

export const metadata: Metadata = { title: QUEUE_SCREEN.title };

/** Stripe's newest payouts that are shown below the queue. */
const LATEST = 20;

export default async function PayoutsPage(props: PageProps<'/payouts'>) {
  const ctx = await guardPage('payouts.read');
  const given = await props.searchParams;
  const atStripe = addressAtStripe(given);
  if (atStripe !== null) redirect(atStripe);
  return (
    <ListPage ctx={ctx} given={given} screen={QUEUE_SCREEN} isHeld tabs={drawTabs(ctx, currentTab(given))}>
      <UndoToast action={undoApprovalAction} />
      <Suspense
        fallback={
          <SkeletonTable
            label="Reading the latest payouts"
            columns={['Created', 'Account', 'Amount']}
            rows={4}
          />
        }
      >
        <LatestAtStripe ctx={ctx} />
      </Suspense>
    </ListPage>
  );
}

async function LatestAtStripe({ ctx }: { ctx: Context }) {
  const request = readPageRequest({ list: 'latest-payouts', filter: {} }, {});
  const { rows } = await listPayouts(ctx, {}, 'newest', { ...request, size: LATEST });
  return (
    <Section
      id="latest"
      title="Latest at Stripe"
      lead="The newest payouts that Stripe has, whoever made them."
    >
      <LatestPayouts rows={rows} />
    </Section>
  );
}
