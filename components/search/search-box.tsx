'use client';

import { useRouter } from 'next/navigation';
import { use, useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Sign } from '../ui/icons.tsx';
import { SingleKeysContext } from '../ui/single-keys.tsx';
import { useIsLive } from '../ui/use-is-live.ts';
import { moveChoice, type FoundHit } from './choice.ts';
import { useHits } from './use-hits.ts';

/** Letters belong to whoever types. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, dialog, [contenteditable="true"]') !== null
  );
}

/** `⌘K` and `Ctrl K` everywhere; `/` where the page has no filter line of its own to jump to. */
function useJump(input: React.RefObject<HTMLInputElement | null>): void {
  const areOn = use(SingleKeysContext);
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      const isCommand = event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey;
      const isSlash =
        event.key === '/' &&
        !event.defaultPrevented &&
        !isTyping(event.target) &&
        areOn &&
        document.querySelector('[data-filter-field]') === null;
      if (!isCommand && !isSlash) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [input, areOn]);
}

/** What somebody typed before the page's scripts ran is searched for too, where React would write its own empty text over it. */
function useTakeOver(
  inputRef: React.RefObject<HTMLInputElement | null>,
  { setText, setOpen }: { setText: (text: string) => void; setOpen: (isOpen: boolean) => void },
): React.RefCallback<HTMLInputElement> {
  return useCallback(
    (field) => {
      inputRef.current = field;
      if (field === null || field.value === '') return;
      setText(field.value);
      setOpen(document.activeElement === field);
    },
    [inputRef, setText, setOpen],
  );
}

/** The search of the top bar. Without a script it is a plain form that opens `/search`. */
export function SearchBox() {
  const router = useRouter();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [choice, setChoice] = useState<number | null>(null);
  const { hits, said } = useHits(isOpen ? text : '');
  useJump(input);
  const takeOver = useTakeOver(input, { setText, setOpen });
  const isLive = useIsLive();
  const isShown = isOpen && hits.length > 0;

  const close = (): void => {
    setOpen(false);
    setChoice(null);
  };
  const open = (hit: FoundHit): void => {
    close();
    input.current?.blur();
    router.push(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') {
      if (isShown) close();
      else event.currentTarget.blur();
      event.preventDefault();
      return;
    }
    const chosen = choice === null ? undefined : hits[choice];
    if (event.key === 'Enter' && isShown && chosen !== undefined) {
      event.preventDefault();
      open(chosen);
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setOpen(true);
    setChoice(moveChoice(choice, event.key === 'ArrowDown' ? 1 : -1, hits.length));
  };
  return (
    <search className="top-search">
      <form action="/search" className="query" onSubmit={close}>
        <Sign name="search" size={15} />
        <input
          ref={takeOver}
          name="q"
          type="search"
          role="combobox"
          aria-label="Search payouts, accounts, events, entries"
          aria-keyshortcuts={isLive ? 'Control+K Meta+K' : undefined}
          aria-expanded={isShown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isShown && choice !== null ? `${listId}-${String(choice)}` : undefined}
          placeholder="Search payouts, accounts, ids"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChoice(null);
            setOpen(true);
          }}
          onFocus={() => {
            setOpen(true);
          }}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        <kbd aria-hidden="true">⌘K</kbd>
      </form>
      <FoundList id={listId} hits={hits} choice={choice} isShown={isShown} onOpen={open} />
      <p className={said === null ? 'vh' : 'pop small search-said'} role="status">
        {isShown ? `${String(hits.length)} found` : said}
      </p>
    </search>
  );
}

function FoundList({
  id,
  hits,
  choice,
  isShown,
  onOpen,
}: {
  id: string;
  hits: readonly FoundHit[];
  choice: number | null;
  isShown: boolean;
  onOpen: (hit: FoundHit) => void;
}) {
  return (
    <ul id={id} role="listbox" aria-label="Found" className="pop" hidden={!isShown}>
      {hits.map((hit, position) => (
        <li
          key={hit.href}
          id={`${id}-${String(position)}`}
          role="option"
          aria-selected={position === choice}
          // Before the field loses its focus, which would close the list under the click.
          onPointerDown={(event) => {
            event.preventDefault();
            onOpen(hit);
          }}
        >
          <span className="cut">
            <bdi>{hit.title}</bdi>
            <span className="sub small muted cut">{hit.detail}</span>
          </span>
          <span className="small muted end">
            {hit.kind}
            {hit.amount === null ? null : <span className="sub money">{hit.amount}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
