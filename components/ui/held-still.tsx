'use client';

import { useState, type ReactNode } from 'react';

/**
 * Keeps drawing what it drew first while the page around it is read again by itself, so that no row moves under a hand.
 * @param of what is shown, e.g. the list's address: another one is drawn at once
 */
export function HeldStill({ of, isHeld, children }: { of: string; isHeld: boolean; children: ReactNode }) {
  const [held, setHeld] = useState({ of, children });
  const isCurrent = held.of === of && isHeld;
  if (!isCurrent && held.children !== children) setHeld({ of, children });
  return isCurrent ? held.children : children;
}
