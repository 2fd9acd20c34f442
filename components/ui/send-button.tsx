'use client';

import type { ComponentProps } from 'react';

/**
 * A button that sends something. While the answer is awaited it does nothing and keeps the focus: a disabled one gives it
 * to the page, and whoever works by keyboard would press the next key into nothing.
 */
export function SendButton({
  isWaiting,
  onClick,
  ...rest
}: ComponentProps<'button'> & { isWaiting: boolean }) {
  return (
    <button
      {...rest}
      {...(isWaiting ? { 'aria-disabled': true, 'aria-busy': true } : {})}
      onClick={(event) => {
        if (isWaiting) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
