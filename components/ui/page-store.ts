import { useSyncExternalStore } from 'react';

/** What parts of a page share in the browser, for as long as the tab is not loaded anew. The server draws `initial`. */
export function pageStore<Value>(initial: Value) {
  let value = initial;
  const listeners = new Set<() => void>();
  const read = () => value;
  const readInitial = () => initial;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    read,
    become: (next: Value): void => {
      value = next;
      for (const listener of listeners) listener();
    },
    /** The value, drawn again whenever it becomes another. */
    use: (): Value => useSyncExternalStore(subscribe, read, readInitial),
  };
}
