import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { Embedded } from '#components/portal/embedded.tsx';
import { LeftPlatform } from '#components/portal/left-platform.tsx';
import { PAYMENT_PARTS } from '#components/portal/portal-parts.ts';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';

export const metadata: Metadata = { title: 'Payments' };

/** Stripe's own page is a form for the account's details: it has none of this. */
const FALLBACK = {
  words:
    'What your payments brought in stands on the overview. A dispute has a deadline: if this stays away, write to us.',
} as const;

export default async function PortalPaymentsPage() {
  const ctx = await guardOwnerPage('portal.read');
  return (
    <div className="page">
      <PageHead title="Payments" lead="What your customers paid, and disputes with their deadlines." />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading what you may see"
            main={PAYMENT_PARTS.map(({ title }) => [title, 5])}
          />
        }
      >
        {drawParts(ctx)}
      </Patiently>
    </div>
  );
}

async function drawParts(ctx: Context): Promise<ReactNode> {
  const { isDisconnected } = await orNotFound(() => readOwnGrant(ctx), 'portal.read');
  if (isDisconnected)
    return (
      <LeftPlatform words="Its payments and disputes are with Stripe alone now. Answer a dispute there, before its deadline." />
    );
  return (
    <>
      <WithoutScript fallback={FALLBACK} />
      <Embedded parts={PAYMENT_PARTS} fallback={FALLBACK} />
    </>
  );
}
