import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { Embedded } from '#components/portal/embedded.tsx';
import { LeftPlatform } from '#components/portal/left-platform.tsx';
import { DOCUMENT_PARTS } from '#components/portal/portal-parts.ts';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';

export const metadata: Metadata = { title: 'Documents' };

/** Stripe's own page is a form for the account's details: it has none of this. */
const FALLBACK = {
  words: 'If this stays away, write to us and say which document you need.',
} as const;

export default async function PortalDocumentsPage() {
  const ctx = await guardOwnerPage('portal.read');
  return (
    <div className="page">
      <PageHead
        title="Documents"
        lead="Invoices and tax forms that Stripe made for your account, and your settings for tax."
      />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading what you may see"
            main={DOCUMENT_PARTS.map(({ title }) => [title, 5])}
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
  if (isDisconnected) return <LeftPlatform words="Its documents are with Stripe alone now." />;
  return (
    <>
      <WithoutScript fallback={FALLBACK} />
      <Embedded parts={DOCUMENT_PARTS} fallback={FALLBACK} />
    </>
  );
}
