import { expect, test } from 'vitest';
import { zonedIso } from './zoned-iso.ts';

test.each([
  ['UTC', '2026-11-13T09:41:26.000Z', '2026-11-13T09:41:26+00:00'],
  ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25T02:30:00+02:00'],
  ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25T02:30:00+01:00'],
  ['Australia/Lord_Howe', '2026-10-03T16:00:00.000Z', '2026-10-04T03:00:00+11:00'],
  ['America/New_York', '2026-11-01T06:30:00.000Z', '2026-11-01T01:30:00-05:00'],
  ['Asia/Kathmandu', '2026-11-13T18:15:00.000Z', '2026-11-14T00:00:00+05:45'],
])('%s %s', (zone, at, expected) => {
  const written = zonedIso(zone)(new Date(at));
  expect(written).toBe(expected);
  expect(new Date(written).toISOString()).toBe(at);
});
