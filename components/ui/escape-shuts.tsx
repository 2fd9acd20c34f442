'use client';

import { useEffect } from 'react';

const MENU = 'details[open]:has(> .pop, > .menu)';

/** Escape shuts the menu that has the focus, before it means anything else, and the focus is on its label again. */
export function EscapeShuts() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      const menu = document.activeElement?.closest<HTMLDetailsElement>(MENU);
      if (!menu) return;
      event.preventDefault();
      menu.open = false;
      menu.querySelector('summary')?.focus();
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      document.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, []);
  return null;
}
