import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { AskPayout } from '#components/portal/ask-payout.tsx';
import { FollowGrant } from '#components/portal/follow-grant.tsx';
import { LeftPlatform } from '#components/portal/left-platform.tsx';
import { PortalAsked } from '#components/portal/portal-asked.tsx';
import { PortalMoneyCards } from '#components/portal/portal-money.tsx';
import { PortalPassword } from '#components/portal/portal-password.tsx';
import { PortalPayouts } from '#components/portal/portal-payouts.tsx';
import { PortalTodo } from '#components/portal/portal-todo.tsx';
import { PortalWaiting } from '#components/portal/portal-waiting.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonPage } from '#components/ui/states.tsx';
import type { Context } from '#lib/context.ts';
import { listOwnInformationRequests } from '#lib/information-requests/owner-queries.ts';
import { readOwnAsking } from '#lib/portal/asking-queries.ts';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';
import { readPortal } from '#lib/portal/queries.ts';
import { listOwnRenewals } from '#lib/portal/renewal-queries.ts';
import { askOwnPayoutAction } from './actions.ts';

export const metadata: Metadata = { title: 'Overview' };

export default async function PortalPage() {
  const ctx = await guardOwnerPage('portal.read');
  return (
    <Patiently fallback={<SkeletonPage title="Your account" label="Reading your account" />}>
      {drawPortal(ctx)}
    </Patiently>
  );
}

async function drawPortal(ctx: Context): Promise<ReactNode> {
  const [portal, asking, requests, renewals, { mark }] = await orNotFound(
    () =>
      Promise.all([
        readPortal(ctx),
        readOwnAsking(ctx),
        listOwnInformationRequests(ctx),
        listOwnRenewals(ctx),
        readOwnGrant(ctx),
      ]),
    'portal.read',
  );
  return (
    <div className="page">
      <PageHead title={portal.displayName || 'Your account'} lead={portal.payoutRhythm} />
      <FollowGrant mark={mark} />
      <div className="stack">
        <PortalPassword renewals={renewals} />
        {portal.isDisconnected ? (
          <LeftPlatform words="What is shown here is from before. Payouts and payments are with Stripe alone now." />
        ) : null}
        {portal.isDisconnected ? null : (
          <PortalTodo
            todo={portal.todo}
            detailsSubmitted={portal.detailsSubmitted}
            letsGive={portal.letsGiveDetails}
          />
        )}
        <PortalAsked requests={requests} />
        <PortalMoneyCards money={portal.money} isOver={portal.payoutRhythm === null} />
        <AskPayout
          asking={asking}
          said={{
            above: portal.todo.blocked === null ? [] : [portal.todo.blocked],
            below: portal.staysBecause,
          }}
          action={askOwnPayoutAction}
        />
        <PortalWaiting
          waiting={portal.waiting}
          hasMore={portal.hasMoreWaiting}
          staysBecause={portal.staysBecause}
          isEverythingKept={portal.isEverythingKept}
          requests={requests}
        />
        <PortalPayouts payouts={portal.payouts} hasDetails={!portal.isDisconnected} />
      </div>
    </div>
  );
}
