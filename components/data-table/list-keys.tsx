'use client';

import { use, useEffect, useRef } from 'react';
import { SingleKeysContext } from '../ui/single-keys.tsx';
import { useIsLive } from '../ui/use-is-live.ts';
import type { ActKey } from './act-keys.tsx';
import { isForUs } from './key-target.ts';

/** What each key does, for the help. */
const KEYS = [
  ['j', 'next row, or the next item when a panel is open'],
  ['k', 'previous row, or the previous item'],
  ['↵', 'open the row'],
  ['x', 'select the row'],
  ['/', 'go to the filter'],
  ['Esc', 'close the panel'],
  ['?', 'this help'],
] as const;

function moveFocus(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-list] tbody th[scope="row"] a')];
  const row = document.activeElement?.closest('tr');
  const at = links.findIndex((link) => row?.contains(link));
  const next = links[at === -1 && step === 1 ? 0 : at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function click(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.click();
  return found !== null;
}

function move(step: 1 | -1): void {
  const isOpen = document.querySelector('[data-panel]') !== null;
  if (isOpen && click(`[data-panel-step="${step === 1 ? 'next' : 'previous'}"]`)) return;
  moveFocus(step);
}

function selectRow(): void {
  document.activeElement?.closest('tr')?.querySelector<HTMLElement>('input[data-select]')?.click();
}

/** With its line chosen, so that what is typed next is another one; an arrow key goes on in it. */
function goToFilter(): void {
  const field = document.querySelector<HTMLInputElement>('[data-filter-field]');
  field?.focus();
  field?.select();
}

/**
 * The keys of a list; Enter is the row's own link. A list without boxes or panel just has fewer of them.
 * They can be switched off, because single letters disturb whoever speaks to the computer.
 * @param acts what further letters open, for the help @param together what many rows take at once, such as `approve them with one code`
 */
export function ListKeys({
  acts = [],
  together,
}: {
  acts?: readonly ActKey[];
  together?: { readonly letter: string; readonly does: string } | undefined;
}) {
  const isOn = use(SingleKeysContext);
  const isLive = useIsLive();
  const help = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!isForUs(event)) return;
      if (event.key === 'Escape') click('[data-panel-close]');
      if (!isOn) return;
      if (event.key === 'j') move(1);
      else if (event.key === 'k') move(-1);
      else if (event.key === 'x') selectRow();
      else if (event.key === '?') help.current?.showModal();
      else if (event.key === '/') goToFilter();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [isOn]);
  return (
    <div
      className="keys small muted"
      role="group"
      aria-label="Keys of this list"
      aria-keyshortcuts={isLive && isOn ? ['j k x / ?', ...acts.map(({ key }) => key)].join(' ') : undefined}
    >
      {isOn ? (
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>↵</kbd> open,{' '}
          {together === undefined ? null : (
            <>
              <kbd>x</kbd> select, <kbd>{together.letter}</kbd> {together.does},{' '}
            </>
          )}
          <kbd>/</kbd> filter, <kbd>?</kbd> all keys
        </span>
      ) : (
        <span>Single keys are off.</span>
      )}
      <form action="/preferences" method="post">
        <button type="submit" name="singleKeys" value={isOn ? 'off' : 'on'} className="btn btn-quiet btn-sm">
          {isOn ? 'Turn keys off' : 'Turn keys on'}
        </button>
      </form>
      <dialog ref={help} className="keys-help" aria-label="Keys">
        <h2>Keys</h2>
        <dl>
          {[...KEYS, ...acts.map(({ key, meaning }) => [key, meaning] as const)].map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" className="btn btn-plain">
            Close
          </button>
        </form>
      </dialog>
    </div>
  );
}
