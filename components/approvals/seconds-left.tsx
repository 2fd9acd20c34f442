'use client';

import { useSyncExternalStore } from 'react';
import { Time } from '../ui/time.tsx';

/** One clock for all rows that count down. */
const TICK_MS = 250;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * How long something can still be taken back. Without a script the instant until which; a screen reader is told that too,
 * and not every second of it. @param until an ISO instant
 */
export function SecondsLeft({ until }: { until: string }) {
  const left = useSyncExternalStore(
    subscribe,
    () => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000)),
    () => null,
  );
  const instant = (
    <>
      until <Time at={until} seconds />
    </>
  );
  if (left === null) return instant;
  if (left === 0) return <>The time is over: a worker takes it now.</>;
  return (
    <>
      <span aria-hidden="true">leaves in {left} s</span>
      <span className="vh">{instant}</span>
    </>
  );
}
