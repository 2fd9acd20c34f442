'use client';

import type { StripeConnectInstance } from '@stripe/connect-js';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { use, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { StripeConnectionContext } from './stripe-connection.tsx';

/** Components by their name in a session, each with the name of its element. */
const TAGS = {
  account_onboarding: 'account-onboarding',
  account_management: 'account-management',
  notification_banner: 'notification-banner',
  balances: 'balances',
  payouts: 'payouts',
  payouts_list: 'payouts-list',
  payout_details: 'payout-details',
  payments: 'payments',
  disputes_list: 'disputes-list',
  documents: 'documents',
  tax_registrations: 'tax-registrations',
  tax_settings: 'tax-settings',
} as const;

export type EmbeddedName = keyof typeof TAGS;

/** A part of a page: the first of these that the session grants, else the words. */
export type EmbeddedPart = {
  readonly title: string;
  readonly anyOf: readonly EmbeddedName[];
  readonly otherwise: string;
  /** Of the details of one payout: which. */
  readonly payoutId?: string;
};

/**
 * Where to go without Stripe's script: to Stripe's own page, which asks for the account's details and a bank account and for
 * nothing else, or to what Sluice has of it, with words that say what.
 */
export type Fallback = 'hosted' | { readonly words: string };

/**
 * Stripe's components, as far as the account's session grants them now. Without Stripe's script: why, a retry, and another way.
 * @param fallback null where there is none
 */
export function Embedded({ parts, fallback }: { parts: readonly EmbeddedPart[]; fallback: Fallback | null }) {
  const { connection, need, again } = use(StripeConnectionContext);
  const needed = useEffectEvent(need);
  useEffect(() => {
    needed();
  }, []);
  if (connection.kind === 'failed')
    return <NotLoaded words={connection.words} retry={again} fallback={fallback} />;
  // Before a script has run nothing is under way yet; without any nothing ever is.
  if (connection.kind === 'idle') return <div aria-busy="true" />;
  if (connection.kind === 'starting')
    return (
      <p className="soft" role="status" aria-busy="true">
        Getting this from Stripe…
      </p>
    );
  return (
    <>
      {parts.map(({ title, anyOf, otherwise, payoutId = null }) => {
        const name = anyOf.find((one) => connection.granted.includes(one));
        return (
          <section key={title} className="section" aria-label={title}>
            <h2>{title}</h2>
            {name === undefined ? (
              <p className="soft">{otherwise}</p>
            ) : (
              <Drawn
                name={name}
                payoutId={payoutId}
                instance={connection.instance}
                again={again}
                fallback={fallback}
              />
            )}
          </section>
        );
      })}
    </>
  );
}

type DrawnProps = {
  name: EmbeddedName;
  payoutId: string | null;
  instance: StripeConnectInstance;
  again: () => void;
  fallback: Fallback | null;
};

function Drawn({ name, payoutId, instance, again, fallback }: DrawnProps) {
  const router = useRouter();
  const frame = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  /** Leaving a form is not finishing it: what Stripe has now is read again, and the page with it. */
  const left = useEffectEvent(async (): Promise<void> => {
    await fetch('/portal/reread', { method: 'POST' }).catch(() => null);
    router.refresh();
  });
  const shut = useEffectEvent((): void => {
    router.push('/portal/payouts');
  });
  useEffect(() => {
    const element = instance.create(TAGS[name]);
    // One that was taken away may still tell of itself, as when it fails because it was: that is nobody's exit and no failure here.
    let isHere = true;
    const whileHere = (tell: () => void) => () => {
      if (isHere) tell();
    };
    if ('setOnExit' in element) element.setOnExit(whileHere(() => void left()));
    if ('setPayout' in element) {
      element.setPayout(payoutId ?? undefined);
      element.setOnClose(whileHere(shut));
    }
    element.setOnLoaderStart(
      whileHere(() => {
        setState('shown');
      }),
    );
    element.setOnLoadError(
      whileHere(() => {
        setState('failed');
      }),
    );
    frame.current?.append(element);
    return () => {
      isHere = false;
      element.remove();
    };
  }, [instance, name, payoutId]);
  return (
    <>
      {state === 'failed' ? (
        <NotLoaded words="Stripe could not show this." retry={again} fallback={fallback} />
      ) : null}
      {/* The words lie where the component comes: it is there a moment before Stripe says so, and nothing moves then. */}
      <div className="embedded-place" hidden={state === 'failed'}>
        {state === 'loading' ? (
          <p className="soft" role="status">
            Getting this from Stripe…
          </p>
        ) : null}
        <div ref={frame} className="embedded" />
      </div>
    </>
  );
}

function NotLoaded({
  words,
  retry,
  fallback,
}: {
  words: string;
  retry: () => void;
  fallback: Fallback | null;
}) {
  return (
    <div className="callout failed" role="alert">
      <h2>This part of the page could not be loaded</h2>
      <p>{words} Nothing was changed.</p>
      <FallbackWords fallback={fallback} />
      <div className="actions callout-acts">
        <Button onClick={retry}>Try again</Button>
        <FallbackLink fallback={fallback} />
      </div>
    </div>
  );
}

export function FallbackWords({ fallback }: { fallback: Fallback | null }) {
  return fallback === null || fallback === 'hosted' ? null : <p>{fallback.words}</p>;
}

/** Stripe's page by a plain link: Next must not fetch it beforehand, because each is good for one use. */
export function FallbackLink({ fallback }: { fallback: Fallback | null }) {
  if (fallback === null) return null;
  if (fallback !== 'hosted')
    return (
      <Link className="btn btn-plain" href="/portal" prefetch={false}>
        Go to the overview
      </Link>
    );
  return (
    <a className="btn btn-plain" href="/portal/account-link">
      Continue on Stripe’s own page
    </a>
  );
}
