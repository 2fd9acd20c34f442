'use client';

import type { StripeConnectInstance } from '@stripe/connect-js';
import { useRouter } from 'next/navigation';
import { createContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { openConnection, whyNot } from './open-connection.ts';
import { onSchemeChange, stripeAppearance } from './stripe-appearance.ts';
import { useGrantWatch } from './use-grant-watch.ts';

type Connection =
  | { kind: 'idle' }
  | { kind: 'starting' }
  | { kind: 'ready'; instance: StripeConnectInstance; granted: readonly string[]; mark: string }
  | { kind: 'failed'; words: string };

type Shared = {
  connection: Connection;
  /** Opens it when a part of the page needs it; once, however often it is asked. */
  need: () => void;
  /** Lets go of what there is and begins anew. */
  again: () => void;
};

export const StripeConnectionContext = createContext<Shared>({
  connection: { kind: 'idle' },
  need: () => undefined,
  again: () => undefined,
});

/**
 * One connection with Stripe for all pages of the portal: opened by the first that draws a component, renewed by Stripe's
 * script, and begun anew as soon as the account may do more or less than when it was opened.
 */
export function StripeConnection({
  publishableKey,
  children,
}: {
  publishableKey: string | null;
  children: ReactNode;
}) {
  const router = useRouter();
  const [connection, setConnection] = useState<Connection>({ kind: 'idle' });
  /** Which opening is the current one: an older one that comes late is let go of. */
  const opening = useRef(0);
  const held = useRef<StripeConnectInstance | null>(null);

  const letGo = (): void => {
    opening.current += 1;
    // What Stripe's script makes of it is its own; the page is done with it.
    held.current?.logout().catch(() => undefined);
    held.current = null;
  };

  const again = (): void => {
    letGo();
    const mine = opening.current;
    setConnection({ kind: 'starting' });
    openConnection(publishableKey, ({ granted, mark }) => {
      setConnection((was) => (was.kind === 'ready' ? { ...was, granted, mark } : was));
    }).then(
      ({ instance, session }) => {
        if (mine !== opening.current) {
          instance.logout().catch(() => undefined);
          return;
        }
        held.current = instance;
        setConnection({ kind: 'ready', instance, granted: session.granted, mark: session.mark });
      },
      (error: unknown) => {
        if (mine === opening.current) setConnection({ kind: 'failed', words: whyNot(error) });
      },
    );
  };

  const need = (): void => {
    if (opening.current === 0) again();
  };

  useGrantWatch(connection.kind === 'ready' ? connection.mark : null, {
    changed: () => {
      again();
      router.refresh();
    },
    ended: () => {
      letGo();
      setConnection({ kind: 'failed', words: 'Your session has ended. Sign in again.' });
    },
  });

  const isReady = connection.kind === 'ready';
  useEffect(() => {
    if (!isReady) return;
    return onSchemeChange(() => {
      held.current?.update({ appearance: stripeAppearance() });
    });
  }, [isReady]);

  return <StripeConnectionContext value={{ connection, need, again }}>{children}</StripeConnectionContext>;
}
