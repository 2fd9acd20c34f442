'use client';

import { useEffect, useState } from 'react';
import { useLiveStatus } from '../shell/live-status.ts';
import { becomeStates, type LiveStates } from './live-states.ts';

/** The same bound as the server's: above it nobody needs to know the number. */
const SHOWN_MAX = 99;

/** What a list's own route answers. */
type Answer = { newer: number; rows: LiveStates };

const NOTHING: Answer = { newer: 0, rows: {} };

const rowsOnScreen = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-list] [data-row]')].map(
    (row) => row.dataset['row'] ?? '',
  );

/**
 * Keeps a page of a list true without moving a row: what its rows say is read again by their ids and drawn where it
 * stands, and new rows wait behind a number until somebody shows them. Asked whenever the stream says anything.
 * @param askHref the list's route with what it needs to count newer rows @param href the list again
 */
export function LiveRows({ askHref, href }: { askHref: string; href: string }) {
  const status = useLiveStatus();
  const [found, setFound] = useState({ askHref, newer: 0 });
  useEffect(() => {
    becomeStates({});
  }, [askHref]);
  useEffect(() => {
    if (status === null) return;
    const asking = new AbortController();
    const ids = new URLSearchParams(rowsOnScreen().map((id) => ['row', id]));
    fetch(`${askHref}&${ids.toString()}`, { signal: asking.signal })
      .then(async (answer) => (answer.ok ? ((await answer.json()) as Answer) : NOTHING)) // our own route
      .then(
        ({ newer, rows }) => {
          becomeStates(rows);
          setFound({ askHref, newer });
        },
        () => {
          // The stream above says that the connection is lost; the next status asks again.
        },
      );
    return () => {
      asking.abort();
    };
  }, [askHref, status]);
  const newer = found.askHref === askHref ? found.newer : 0;
  return (
    <p className="live" role="status" hidden={newer === 0}>
      {newer > 0 ? (
        // A full load: the list and everything around it are read again.
        <a href={href}>{newer > SHOWN_MAX ? `${String(SHOWN_MAX)}+` : newer} new, show</a>
      ) : null}
    </p>
  );
}
