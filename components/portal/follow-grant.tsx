'use client';

import { useRouter } from 'next/navigation';
import { use } from 'react';
import { StripeConnectionContext } from './stripe-connection.tsx';
import { useGrantWatch } from './use-grant-watch.ts';

/** Draws a page without Stripe's components anew when the account may do more or less than it says. @param mark as it was drawn */
export function FollowGrant({ mark }: { mark: string }) {
  const router = useRouter();
  const anew = (): void => {
    router.refresh();
  };
  // A connection of an earlier page asks by itself.
  const { connection } = use(StripeConnectionContext);
  // An ended session is sent to the sign-in by the page itself.
  useGrantWatch(connection.kind === 'ready' ? null : mark, { changed: anew, ended: anew });
  return null;
}
