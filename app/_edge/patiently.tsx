import type { ReactNode } from 'react';
import { Late } from '#components/ui/late.tsx';

/**
 * A page that is there within this time comes whole: without a skeleton that only flashes, readable without a script, and
 * with the status that it deserves. After it, whoever waits is shown what they wait for.
 */
const PATIENCE_MS = 400;

/**
 * Draws `children` when they are ready soon; else the fallback now and them behind it, in the same answer. An answer that has
 * begun is a 200: call it below `guardPage`, and let it wait as long as it takes where `children` may turn out to be a 404.
 * `loading.tsx` would put the guard below the fallback too, and every 401 and 403 would be a 200.
 * @param isWaitedFor never shows the fallback on a first visit
 */
export async function Patiently({
  children,
  fallback,
  isWaitedFor = false,
}: {
  children: Promise<ReactNode>;
  fallback: ReactNode;
  isWaitedFor?: boolean;
}) {
  if (isWaitedFor || (await isSoon(children))) return <Late now={await children} fallback={fallback} />;
  return <Late later={children} fallback={fallback} />;
}

async function isSoon(reading: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, PATIENCE_MS);
  });
  const ready = () => true;
  try {
    return await Promise.race([reading.then(ready, ready), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
