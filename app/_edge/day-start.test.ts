import { expect, test } from 'vitest';
import { dayEnd, dayStart, instantInUtc, instantOfWallClock, wallClockOf } from './day-start.ts';

test('a day begins and ends by the zone’s own clock, also on the days when it changes', () => {
  const span = (day: string, zone: string) => [
    dayStart(day, zone)?.toISOString(),
    dayEnd(day, zone)?.toISOString(),
  ];
  expect(span('2026-11-13', 'UTC')).toEqual(['2026-11-13T00:00:00.000Z', '2026-11-14T00:00:00.000Z']);
  // 25 hours: the clock goes back at 02:00.
  expect(span('2026-11-01', 'America/New_York')).toEqual([
    '2026-11-01T04:00:00.000Z',
    '2026-11-02T05:00:00.000Z',
  ]);
  // Half an hour of summer time, from +10:30 to +11.
  expect(span('2026-10-04', 'Australia/Lord_Howe')).toEqual([
    '2026-10-03T13:30:00.000Z',
    '2026-10-04T13:00:00.000Z',
  ]);
});

test('what is no day is no day', () => {
  for (const day of ['2026-02-30', '2026-13-01', '13/11/2026', '', '0001-01-01', '0099-12-31', '9999-12-31'])
    for (const zone of ['UTC', 'Pacific/Kiritimati']) expect(dayStart(day, zone), day).toBeNull();
  expect(instantOfWallClock('0001-01-01T00:00', 'UTC')).toBeNull();
});

test('what is no instant of this time is none', () => {
  expect(instantInUtc('2026-10-31T23:59:59.123456Z')?.toISOString()).toBe('2026-10-31T23:59:59.123Z');
  expect(instantInUtc('2026-10-31T23:59Z')?.toISOString()).toBe('2026-10-31T23:59:00.000Z');
  for (const text of [
    '0000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '-200000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-10-31T25:00:00Z',
    '2026-10-31T23:59:59',
    '2026-10-31',
    '',
  ])
    expect(instantInUtc(text), text).toBeNull();
});

test('a wall clock is the instant that it shows in its zone, and back', () => {
  for (const [wall, zone, instant] of [
    ['2026-10-31T23:59:59', 'UTC', '2026-10-31T23:59:59.000Z'],
    ['2026-10-31T23:59:59', 'Asia/Tokyo', '2026-10-31T14:59:59.000Z'],
    ['2026-07-01T00:00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-12-01T00:00:00', 'Europe/Berlin', '2026-11-30T23:00:00.000Z'],
  ] as const) {
    expect(instantOfWallClock(wall, zone)?.toISOString()).toBe(instant);
    expect(wallClockOf(new Date(instant), zone)).toBe(wall);
  }
  expect(instantOfWallClock('2026-10-31T23:59', 'UTC')?.toISOString()).toBe('2026-10-31T23:59:00.000Z');
});

test('what is no wall clock is none', () => {
  const odd = ['2026-02-30T10:00', '2026-10-31T24:00', '2026-10-31T10:60', '2026-10-31', '2026-10-31T10:00Z'];
  expect(odd.map((text) => instantOfWallClock(text, 'UTC'))).toEqual(odd.map(() => null));
});
