import { describe, expect, it } from 'vitest';
import { stalenessOf } from './staleness.ts';
import type { ShellStatus } from './types.ts';

const READ_AT = '2026-11-20T12:00:00.000Z';

function status(change: Partial<ShellStatus>): Parameters<typeof stalenessOf>[0] {
  return {
    secondsBehind: 0,
    waitingEvents: { count: 0, isCapped: false },
    workerSeenAt: READ_AT,
    readAt: READ_AT,
    ...change,
  };
}

describe('old data is shown as old', () => {
  it('says nothing while the worker runs and events flow', () => {
    expect(stalenessOf(status({ secondsBehind: 60 }))).toBeNull();
  });

  it('names the moment since when no worker has run', () => {
    const stale = stalenessOf(status({ workerSeenAt: '2026-11-20T11:59:14.000Z' }));
    expect(stale).toMatchObject({ since: '2026-11-20T11:59:14.000Z' });
  });

  it('says so when no worker ever ran', () => {
    expect(stalenessOf(status({ workerSeenAt: null }))?.since).toBeNull();
  });

  it('counts what waits, and admits where counting stopped', () => {
    const stale = stalenessOf(
      status({ secondsBehind: 120, waitingEvents: { count: 10_000, isCapped: true } }),
    );
    expect(stale?.since).toBe('2026-11-20T11:58:00.000Z');
    expect(stale?.text).toMatch(/^More than 10000 events wait to be/);
    const one = status({ secondsBehind: 120, waitingEvents: { count: 1, isCapped: false } });
    expect(stalenessOf(one)?.text).toMatch(/^1 event waits to be processed/);
  });
});
