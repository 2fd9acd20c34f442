'use client';

import { useLinkStatus } from 'next/link';

/** Inside a link: while the page behind it is waited for, a line over the page says so, at once. */
export function LinkWait() {
  const { pending } = useLinkStatus();
  return <span className="link-wait" data-waits={pending ? '' : undefined} aria-hidden="true" />;
}
