import type { Metadata } from 'next';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Embedded } from '#components/portal/embedded.tsx';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';

export const metadata: Metadata = { title: 'Documents' };

const PARTS = [
  {
    title: 'Documents',
    anyOf: ['documents'],
    otherwise: 'Documents cannot be shown for your account now. Ask the platform.',
  },
  {
    title: 'Where you collect tax',
    anyOf: ['tax_registrations'],
    otherwise: 'Tax cannot be shown for your account now. Ask the platform.',
  },
  {
    title: 'How tax is worked out',
    anyOf: ['tax_settings'],
    otherwise: 'Tax cannot be shown for your account now. Ask the platform.',
  },
] as const;

export default async function PortalDocumentsPage() {
  const ctx = await guardOwnerPage('portal.read');
  const { mayUseHostedLink } = await orNotFound(() => readOwnGrant(ctx), 'portal.read');
  return (
    <div className="page">
      <PageHead
        title="Documents"
        lead="Invoices and tax forms that Stripe made for your account, and your settings for tax."
      />
      <WithoutScript hosted={mayUseHostedLink} />
      <Embedded parts={PARTS} hosted={mayUseHostedLink} />
    </div>
  );
}
