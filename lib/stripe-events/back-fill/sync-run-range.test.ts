import { expect, it } from 'vitest';
import { assertFromDay, oldestEventDay, type SyncRunKind } from './sync-run-range.ts';

const NOW = new Date('2026-11-20T13:31:58Z');

function problem(kind: SyncRunKind, fromDay: string | null): string | null {
  try {
    assertFromDay(kind, fromDay, NOW);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

it.each<[SyncRunKind, string | null]>([
  ['back-fill', null],
  ['initial', null],
  ['relist', '2026-11-20'],
  ['relist', '2026-10-21'],
  ['relist-money', '2026-10-20'],
  ['relist-money', '2015-02-28'],
])('%s from %s can begin', (kind, day) => {
  expect(problem(kind, day)).toBeNull();
});

it.each<[SyncRunKind, string | null, string]>([
  ['relist', null, 'Choose the day'],
  ['relist', '', 'Choose the day'],
  ['relist', '2026-11-21', 'has not come yet'],
  ['relist-money', '2027-01-01', 'has not come yet'],
  ['relist', '2026-10-20', 'keeps events for 30 days, so this can begin with 2026-10-21'],
  ['relist-money', '0205-01-01', 'nothing from before'],
  ['relist', '20.11.2026', 'is no day'],
  ['relist-money', '2026-02-30', 'is no day'],
  ['back-fill', '2026-11-20', 'not from a day'],
])('%s from %s is refused in words', (kind, day, words) => {
  expect(problem(kind, day)).toContain(words);
});

it('offers no day that it then refuses', () => {
  expect(problem('relist', oldestEventDay(NOW))).toBeNull();
});
