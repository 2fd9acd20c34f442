'use client';

import { useLayoutEffect, useRef } from 'react';

/** A panel that shows another object begins at its top: it is the same element, which would stay where it was scrolled to. */
export function FromTheTop({ of }: { of: string }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    place.current?.closest('[data-panel]')?.scrollTo(0, 0);
  }, [of]);
  return <span ref={place} hidden />;
}
