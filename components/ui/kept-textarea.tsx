'use client';

import { useLayoutEffect, useRef, useState, type ComponentProps } from 'react';
import { useIsLive } from './use-is-live.ts';

/**
 * A text field with a text in it. What somebody changed before the page's scripts ran stays: React writes the first text
 * into it again when it takes the field over.
 */
export function KeptTextarea({ id, ...rest }: ComponentProps<'textarea'> & { id: string }) {
  const isLive = useIsLive();
  const field = useRef<HTMLTextAreaElement>(null);
  const [typed] = useState(() => (isLive ? null : typedInto(id)));
  useLayoutEffect(() => {
    if (typed !== null && field.current !== null) field.current.value = typed;
  }, [typed]);
  return <textarea ref={field} id={id} {...rest} />;
}

function typedInto(id: string): string | null {
  if (typeof document === 'undefined') return null;
  const field = document.getElementById(id);
  return field instanceof HTMLTextAreaElement ? field.value : null;
}
