'use client';

import { use, useEffect, useSyncExternalStore } from 'react';
import { formatDay, formatInstant, formatOffset, formatRelative, yearIn } from './format-instant.ts';
import { ZoneContext } from './zone.tsx';

/** One clock for all times on a page; relative words change at most this often. */
const TICK_MS = 15_000;

/** An older tick is made anew for a time that has just come: it would say of the past that it is ahead. */
const STALE_MS = 1_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let tick = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (tick === 0) tick = Date.now();
  if (timer === undefined) {
    timer = setInterval(advance, TICK_MS);
    document.addEventListener('visibilitychange', advance);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
      document.removeEventListener('visibilitychange', advance);
    }
  };
}

/** Also when the tab is looked at again: meanwhile the browser may have let the clock stand still. */
function advance(): void {
  tick = Date.now();
  for (const notify of listeners) notify();
}

/** What has just happened is after the last tick. */
function freshen(): void {
  if (tick !== 0 && Date.now() - tick > STALE_MS) advance();
}

/** 0 on the server and while hydrating, so that both draw the same text. */
const readTick = () => (tick === 0 ? (tick = Date.now()) : tick);
const readNothing = () => 0;

/** A page that was made last year, and is still looked at, is read this year. */
function isOtherYear(instant: Date, zone: string, yearMade: number, now: number): boolean {
  const thisYear = now === 0 ? yearMade : Math.max(yearMade, yearIn(zone, new Date(now)));
  return yearIn(zone, instant) !== thisYear;
}

/**
 * An instant: absolute from the server, in the chosen zone; the full time and the distance on hover. A full time, with
 * its seconds or its year, names the zone's distance from UTC; the short ones of a table leave that to its head. The year
 * is said wherever it is not the present one of the reader's zone.
 * @param show `day` drops the clock; `relative` adds `3 m ago` behind the absolute time once the browser runs
 */
export function Time({
  at,
  show = 'instant',
  seconds = false,
  year = false,
}: {
  at: Date | string;
  show?: 'instant' | 'day' | 'relative';
  seconds?: boolean;
  year?: boolean;
}) {
  const { zone, year: yearMade } = use(ZoneContext);
  const now = useSyncExternalStore(subscribe, readTick, readNothing);
  const instant = typeof at === 'string' ? new Date(at) : at;
  const iso = instant.toISOString();
  useEffect(freshen, [iso]);
  const absolute =
    show === 'day'
      ? formatDay(instant, zone)
      : formatInstant(instant, zone, { seconds, year: year || isOtherYear(instant, zone, yearMade, now) });
  const distance = now === 0 ? null : formatRelative(instant, new Date(now));
  const full = `${formatInstant(instant, zone, { seconds: true, year: true })} ${zone}`;
  return (
    <time
      dateTime={iso}
      title={distance === null ? full : `${full}, ${distance}`}
      // The browser may know other rules of a zone than the server: then the server's word stands.
      suppressHydrationWarning
    >
      <span className="nowrap" suppressHydrationWarning>
        {absolute}
      </span>
      {show !== 'day' && (seconds || year) ? (
        <span className="muted nowrap" suppressHydrationWarning>
          {' '}
          {formatOffset(zone, instant)}
        </span>
      ) : null}
      {show !== 'relative' ? null : distance === null ? (
        // Its place, so that nothing below moves when it comes.
        <>
          {' '}
          <span className="ago-to-come nowrap" aria-hidden />
        </>
      ) : (
        <span className="muted">
          , <span className="nowrap">{distance}</span>
        </span>
      )}
    </time>
  );
}
