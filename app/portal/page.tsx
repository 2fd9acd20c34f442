import type { Metadata } from 'next';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { PortalMoneyCards } from '#components/portal/portal-money.tsx';
import { PortalPayouts } from '#components/portal/portal-payouts.tsx';
import { PortalTodo } from '#components/portal/portal-todo.tsx';
import { PortalWaiting } from '#components/portal/portal-waiting.tsx';
import { Callout } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readPortal } from '#lib/portal/queries.ts';

export const metadata: Metadata = { title: 'Overview' };

export default async function PortalPage() {
  const ctx = await guardOwnerPage('portal.read');
  const portal = await orNotFound(() => readPortal(ctx), 'portal.read');
  return (
    <div className="page">
      <PageHead title={portal.displayName || 'Your account'} lead={portal.payoutRhythm} />
      <div className="stack">
        {portal.isDisconnected ? (
          <Callout tone="failed" title="This account has left the platform">
            <p>What is shown here is from before. Payouts and payments are with Stripe alone now.</p>
          </Callout>
        ) : null}
        <PortalTodo todo={portal.todo} detailsSubmitted={portal.detailsSubmitted} />
        <PortalMoneyCards money={portal.money} />
        <PortalWaiting
          waiting={portal.waiting}
          hasMore={portal.hasMoreWaiting}
          staysBecause={portal.staysBecause}
        />
        <PortalPayouts payouts={portal.payouts} />
      </div>
    </div>
  );
}
