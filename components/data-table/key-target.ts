'use client';

/** Letters belong to whoever types, and modifiers to the browser. A box takes no letters, so its row keeps its keys. */
export function isForUs(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const isTyping =
    target?.closest('input:not([type="checkbox"]), textarea, select, dialog, [contenteditable="true"]') !=
    null;
  return !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
}
