import type { Metadata } from 'next';
import { Suspense, type ReactNode } from 'react';
import { getOwner } from '#app/_edge/operator.ts';
import { StripeConnection } from '#components/portal/stripe-connection.tsx';
import { PortalNav } from '#components/portal/portal-nav.tsx';
import { EnvironmentMark } from '#components/shell/top-bar.tsx';
import { env } from '#lib/env.ts';

export const metadata: Metadata = { title: { default: 'Your account', template: '%s · Your account' } };

/** The frame of the portal. It guards nothing: each page checks who asks. */
export default function PortalLayout({ children }: { children: ReactNode }) {
  const { livemode, STRIPE_PUBLISHABLE_KEY } = env();
  return (
    <div className="portal">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="portal-top">
        <Suspense fallback={<span className="portal-name" />}>
          <OwnerName />
        </Suspense>
        {livemode ? null : <EnvironmentMark livemode={false} />}
        <form action="/sign-out" method="post">
          <button type="submit" className="btn btn-plain">
            Sign out
          </button>
        </form>
      </header>
      <PortalNav />
      <StripeConnection publishableKey={STRIPE_PUBLISHABLE_KEY ?? null}>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </StripeConnection>
    </div>
  );
}

async function OwnerName() {
  const owner = await getOwner();
  return (
    <span className="portal-name">
      <b>{owner?.name ?? ''}</b>
    </span>
  );
}
