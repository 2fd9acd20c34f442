'use client';

import type { ComponentProps } from 'react';

/**
 * A button that sends something. While the answer is awaited it does nothing and keeps the focus: a disabled one gives it
 * to the page, and whoever works by keyboard would press the next key into nothing.
 * @param label and `pendingLabel`, said while it waits, share the width of the longer: nothing beside it moves when they change. Without them
 * the children are what it says
 */
export function SendButton({
  isWaiting,
  label,
  pendingLabel = label,
  onClick,
  children,
  ...rest
}: ComponentProps<'button'> & { isWaiting: boolean; label?: string; pendingLabel?: string | undefined }) {
  return (
    <button
      {...rest}
      {...(isWaiting ? { 'aria-disabled': true, 'aria-busy': true } : {})}
      onClick={(event) => {
        if (isWaiting) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {label === undefined ? null : (
        <span className="send-label" data-other={isWaiting ? label : pendingLabel}>
          {isWaiting ? pendingLabel : label}
        </span>
      )}
      {children}
    </button>
  );
}
