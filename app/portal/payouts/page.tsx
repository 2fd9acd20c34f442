import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam } from '#app/_edge/list-params.ts';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { Embedded, type EmbeddedPart } from '#components/portal/embedded.tsx';
import { LeftPlatform } from '#components/portal/left-platform.tsx';
import { ONE_PAYOUT, PAYOUT_PARTS } from '#components/portal/portal-parts.ts';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';

export const metadata: Metadata = { title: 'Payouts' };

/** Stripe shows only those of the session's own account, whatever an address says. */
function detailsOf(payoutId: string | undefined): EmbeddedPart[] {
  if (payoutId === undefined || !/^po_[A-Za-z0-9]{1,60}$/.test(payoutId)) return [];
  return [{ ...ONE_PAYOUT, payoutId }];
}

/** Stripe's own page is a form for the account's details: it has none of this. */
const FALLBACK = {
  words: 'Your money, what waits and your last payouts stand on the overview as well.',
} as const;

export default async function PortalPayoutsPage({ searchParams }: PageProps<'/portal/payouts'>) {
  const ctx = await guardOwnerPage('portal.read');
  const parts = [...detailsOf(readParam(await searchParams, 'payout')), ...PAYOUT_PARTS];
  return (
    <div className="page">
      <PageHead title="Payouts" lead="What went to your bank, and what each payout was made of." />
      <Patiently
        fallback={
          <SkeletonParts label="Reading what you may see" main={parts.map(({ title }) => [title, 5])} />
        }
      >
        {drawParts(ctx, parts)}
      </Patiently>
    </div>
  );
}

async function drawParts(ctx: Context, parts: readonly EmbeddedPart[]): Promise<ReactNode> {
  const { isDisconnected } = await orNotFound(() => readOwnGrant(ctx), 'portal.read');
  if (isDisconnected)
    return (
      <LeftPlatform words="Its payouts are with Stripe alone now; what we saw before stands on the overview." />
    );
  return (
    <>
      <WithoutScript fallback={FALLBACK} />
      <Embedded parts={parts} fallback={FALLBACK} />
    </>
  );
}
