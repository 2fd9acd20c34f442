'use client';

import { use, useEffect } from 'react';
import { SingleKeysContext } from '../ui/single-keys.tsx';
import { isForUs } from './key-target.ts';

export type ActKey = {
  readonly key: string;
  readonly meaning: string;
  readonly selector: string;
  /** A button that leads to a page which asks, and does nothing by itself, is pressed. */
  readonly leads?: boolean;
};

/** What a person fills in or presses first: a passkey needs one key, a code six. */
const FIRST = ['.step-up-passkey button', 'textarea, select, input:not([type="hidden"]), button'];

/** Opens a confirmation and goes to what it asks for first; a button that acts is only gone to, never pressed. */
function goTo(found: HTMLElement): void {
  if (found instanceof HTMLDetailsElement) {
    found.open = true;
    const body = found.querySelector('.confirmed-body');
    const first = FIRST.map((selector) => (body ?? found).querySelector<HTMLElement>(selector)).find(Boolean);
    // At the foot it opens in sight: a browser that scrolls to it only moves away what is decided about.
    first?.focus({ preventScroll: body !== null });
  } else found.focus();
}

function shutOpen(): boolean {
  const open = document.querySelector<HTMLDetailsElement>('details[data-decide][open]');
  if (open === null) return false;
  open.open = false;
  open.querySelector('summary')?.focus({ preventScroll: true });
  return true;
}

/** Letters that open the confirmation of an act. None of them acts, and they can be switched off. */
export function ActKeys({ acts }: { acts: readonly ActKey[] }) {
  const isOn = use(SingleKeysContext);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // Also out of a field: nothing was sent, and the next Escape closes the panel.
      if (event.key === 'Escape' && !event.defaultPrevented && shutOpen()) {
        event.preventDefault();
        return;
      }
      if (!isOn || !isForUs(event)) return;
      const act = acts.find(({ key }) => key === event.key);
      const found = act === undefined ? null : document.querySelector<HTMLElement>(act.selector);
      if (found === null) return;
      event.preventDefault();
      if (act?.leads === true) found.click();
      else goTo(found);
    };
    // Before the keys of the list, which close the panel.
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      document.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [acts, isOn]);
  return null;
}
