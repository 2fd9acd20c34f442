import type { Metadata } from 'next';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Embedded } from '#components/portal/embedded.tsx';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';

export const metadata: Metadata = { title: 'Payouts' };

const PARTS = [
  { title: 'Balances', anyOf: ['balances'], otherwise: 'Your balances are on the overview.' },
  {
    title: 'Payouts',
    // The first can start payouts: a session grants it only where Stripe pays the account by itself and nothing holds it.
    anyOf: ['payouts', 'payouts_list'],
    otherwise: 'Your last payouts are on the overview.',
  },
] as const;

export default async function PortalPayoutsPage() {
  const ctx = await guardOwnerPage('portal.read');
  const { mayUseHostedLink } = await orNotFound(() => readOwnGrant(ctx), 'portal.read');
  return (
    <div className="page">
      <PageHead title="Payouts" lead="What went to your bank, and what each payout was made of." />
      <WithoutScript hosted={mayUseHostedLink} />
      <Embedded parts={PARTS} hosted={mayUseHostedLink} />
    </div>
  );
}
