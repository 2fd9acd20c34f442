'use client';

import { useSyncExternalStore } from 'react';
import type { StandingSwitch } from '#lib/kill-switch/types.ts';
import type { Staleness, StandingLock } from '#lib/overview/types.ts';

/** What the stream says; the server sends more than any one part of a page needs. */
export type LiveStatus = {
  secondsBehind: number;
  stale: Staleness | null;
  failedEvents: { count: number; isCapped: boolean };
  openAlarms: { count: number; isCapped: boolean };
  toDecide: { count: number; isCapped: boolean };
  killSwitches: readonly StandingSwitch[];
  dispatchLock: StandingLock | null;
};

const ADDRESS = '/api/events/stream';

let source: EventSource | null = null;
let latest: LiveStatus | null = null;
const listeners = new Set<() => void>();

function tell(status: LiveStatus | null): void {
  latest = status;
  for (const listener of listeners) listener();
}

/** One stream per tab, and only while the tab is seen: a browser allows six connections to a host. */
function connect(): void {
  source?.close();
  source = null;
  if (listeners.size === 0 || document.visibilityState === 'hidden') return;
  source = new EventSource(ADDRESS);
  source.addEventListener('status', (event: MessageEvent<string>) => {
    tell(JSON.parse(event.data) as LiveStatus); // our own route's shape
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', connect);
    connect();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener('visibilitychange', connect);
    connect();
    latest = null;
  };
}

/** The newest status, or null until the first one came. */
export function useLiveStatus(): LiveStatus | null {
  return useSyncExternalStore(
    subscribe,
    () => latest,
    () => null,
  );
}
