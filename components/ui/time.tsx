'use client';

import { use, useSyncExternalStore } from 'react';
import { formatDay, formatInstant, formatRelative } from './format-instant.ts';
import { ZoneContext } from './zone.tsx';

/** One clock for all times on a page; relative words change at most this often. */
const TICK_MS = 15_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let tick = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (tick === 0) tick = Date.now();
  timer ??= setInterval(() => {
    tick = Date.now();
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** 0 on the server and while hydrating, so that both draw the same text. */
const readTick = () => (tick === 0 ? (tick = Date.now()) : tick);
const readNothing = () => 0;

/**
 * An instant: absolute from the server, in the chosen zone; the full time and the distance on hover.
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
  const zone = use(ZoneContext);
  const now = useSyncExternalStore(subscribe, readTick, readNothing);
  const instant = typeof at === 'string' ? new Date(at) : at;
  const absolute =
    show === 'day' ? formatDay(instant, zone) : formatInstant(instant, zone, { seconds, year });
  const distance = now === 0 ? null : formatRelative(instant, new Date(now));
  const full = `${formatInstant(instant, zone, { seconds: true, year: true })} ${zone}`;
  return (
    <time
      dateTime={instant.toISOString()}
      title={distance === null ? full : `${full}, ${distance}`}
      className="nowrap"
    >
      {absolute}
      {show === 'relative' && distance !== null ? <span className="muted">, {distance}</span> : null}
    </time>
  );
}
