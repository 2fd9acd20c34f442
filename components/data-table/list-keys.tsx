'use client';

import { useEffect, useSyncExternalStore } from 'react';

const STORAGE_KEY = 'sluice.keys';
const changed = new EventTarget();

function subscribe(notify: () => void): () => void {
  changed.addEventListener('change', notify);
  globalThis.addEventListener('storage', notify);
  return () => {
    changed.removeEventListener('change', notify);
    globalThis.removeEventListener('storage', notify);
  };
}

const areOn = (): boolean => localStorage.getItem(STORAGE_KEY) !== 'off';

/** Letters belong to whoever types, and modifiers to the browser. */
function isForUs(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const isTyping = target?.closest('input, textarea, select, dialog, [contenteditable="true"]') != null;
  return !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
}

function moveFocus(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-list] tbody th[scope="row"] a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at === -1 && step === 1 ? 0 : at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function onKeyDown(event: KeyboardEvent): void {
  if (!areOn() || !isForUs(event)) return;
  if (event.key === 'j') moveFocus(1);
  else if (event.key === 'k') moveFocus(-1);
  else if (event.key === '/') document.querySelector<HTMLElement>('[data-filter-field]')?.focus();
  else return;
  event.preventDefault();
}

/** `j` and `k` move along the rows of the list, Enter opens (it is a link), `/` goes to the filter. Can be switched off. */
export function ListKeys() {
  const isOn = useSyncExternalStore(subscribe, areOn, () => true);
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
  return (
    <div className="keys small muted">
      {isOn ? (
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>↵</kbd> open, <kbd>/</kbd> filter
        </span>
      ) : (
        <span>Single keys are off.</span>
      )}
      <button
        type="button"
        className="btn btn-quiet btn-sm"
        onClick={() => {
          localStorage.setItem(STORAGE_KEY, isOn ? 'off' : 'on');
          changed.dispatchEvent(new Event('change'));
        }}
      >
        {isOn ? 'Turn keys off' : 'Turn keys on'}
      </button>
    </div>
  );
}
