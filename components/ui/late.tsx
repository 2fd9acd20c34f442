'use client';

import { Suspense, use, useState, type ReactNode } from 'react';

type Content = { now?: ReactNode; later?: Promise<ReactNode> };

/**
 * What is here now, or comes later in the same answer behind a fallback. Whether there is a boundary is settled once, by the
 * first of both: without one it is read without a script too, and were one put in when the page is read again, everything
 * below would be made anew under the reader's hands.
 */
export function Late({ fallback, ...content }: Content & { fallback: ReactNode }) {
  const [hasBoundary] = useState(content.later !== undefined);
  return hasBoundary ? (
    <Suspense fallback={fallback}>
      <NowOrLater {...content} />
    </Suspense>
  ) : (
    <NowOrLater {...content} />
  );
}

function NowOrLater({ now, later }: Content) {
  return later === undefined ? now : use(later);
}
