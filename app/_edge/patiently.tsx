import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Late } from '#components/ui/late.tsx';

/**
 * A page that is there within this time comes whole: without a skeleton that only flashes, readable without a script, and
 * with the status that it deserves. After it, whoever waits is shown what they wait for.
 */
const PATIENCE_MS = 400;

/**
 * Draws `children` when they are ready soon; else the fallback now and them behind it, in the same answer. An answer that has
 * begun is a 200: call it below `guardPage`. `loading.tsx` would put the guard below the fallback too, and every 401 and 403
 * would be a 200.
 * @param subject what the page is about, where it may not be there: a document waits for it as long as it takes, so that a 404
 *   is the answer's own; where a script asks, for a link that was followed, nobody reads a status, and it is said in place
 */
export async function Patiently({
  children,
  fallback,
  subject,
}: {
  children: Promise<ReactNode>;
  fallback: ReactNode;
  subject?: Promise<unknown> | undefined;
}) {
  const soon = isSoon(children);
  if (subject !== undefined && !(await isAskedByScript())) await subject;
  if (await soon) return <Late now={await children} fallback={fallback} />;
  return <Late later={children} fallback={fallback} />;
}

/**
 * A page's drawing that may end before anybody waits for it: it leads elsewhere, or there is no such page, and says so before its
 * parts are drawn. Node would take that for a failure that nobody saw.
 */
export function begun<Drawn>(drawing: Promise<Drawn>): Promise<Drawn> {
  drawing.catch(() => undefined);
  return drawing;
}

/** As the browser says itself; one that says nothing waits. */
async function isAskedByScript(): Promise<boolean> {
  return (await headers()).get('sec-fetch-dest') === 'empty';
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
