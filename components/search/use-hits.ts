'use client';

import { useEffect, useState } from 'react';
import type { FoundHit } from './choice.ts';

/** Long enough that a fast typist asks once a word, short enough to feel immediate. */
const PAUSE_MS = 120;

const TEXT_LENGTH_MIN = 2;

export type Found = {
  readonly hits: readonly FoundHit[];
  /** Why there are none, once that is known. */
  readonly said: string | null;
};

const NOTHING: Found = { hits: [], said: null };

/** What the server finds for `text`; nothing while it is too short. A later text's answer replaces an earlier one's. */
export function useHits(text: string): Found {
  const [answer, setAnswer] = useState<{ text: string; found: Found }>({ text: '', found: NOTHING });
  const asked = text.trim().length < TEXT_LENGTH_MIN ? '' : text.trim();
  useEffect(() => {
    if (asked === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetchHits(asked, abort.signal).then(
        (hits) => {
          setAnswer({ text: asked, found: { hits, said: hits.length === 0 ? 'Nothing found.' : null } });
        },
        () => {
          // No list, rather than an old one; Enter still opens the page, which says what is wrong.
          if (!abort.signal.aborted)
            setAnswer({
              text: asked,
              found: { hits: [], said: 'Could not search just now. Enter tries again.' },
            });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked]);
  if (asked === '') return NOTHING;
  return answer.text === asked ? answer.found : { hits: answer.found.hits, said: null };
}

async function fetchHits(text: string, signal: AbortSignal): Promise<FoundHit[]> {
  const response = await fetch(`/api/search?q=${encodeURIComponent(text)}`, { signal });
  if (!response.ok) throw new Error(`search answered ${String(response.status)}`);
  return (await response.json()) as FoundHit[]; // our own route's shape
}
