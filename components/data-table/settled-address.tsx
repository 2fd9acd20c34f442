'use client';

import type { Route } from 'next';
import { useEffect } from 'react';

/**
 * An address that opens "the first" row becomes that of the row it opened: read again after a decision, it must not
 * quietly open another one.
 */
export function SettledAddress({ href }: { href: Route }) {
  useEffect(() => {
    window.history.replaceState(null, '', href);
  }, [href]);
  return null;
}
