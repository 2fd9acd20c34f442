import { describe, expect, it } from 'vitest';
import {
  formatDay,
  formatDuration,
  formatInstant,
  formatLongDay,
  formatRelative,
  formatZone,
  isoDay,
  isTimeZone,
} from './format-instant.ts';

const at = (iso: string) => new Date(iso);

describe('instants in words', () => {
  it('uses the zone that was asked for, not the machine’s', () => {
    const instant = at('2026-11-13T23:41:26Z');
    expect(formatInstant(instant, 'UTC')).toBe('Fri 13 Nov 23:41');
    expect(formatInstant(instant, 'Asia/Tokyo', { seconds: true, year: true })).toBe(
      'Sat 14 Nov 2026 08:41:26',
    );
  });

  it('names September alike on every machine', () => {
    expect(formatInstant(at('2026-09-01T00:00:00Z'), 'UTC')).toBe('Tue 1 Sep 00:00');
  });

  it('follows a half-hour change of clocks', () => {
    expect(formatZone('Australia/Lord_Howe', at('2026-07-01T00:00:00Z'))).toBe('Lord Howe, UTC+10:30');
    expect(formatZone('Australia/Lord_Howe', at('2026-12-01T00:00:00Z'))).toBe('Lord Howe, UTC+11');
    expect(formatInstant(at('2026-11-01T05:30:00Z'), 'America/New_York')).toBe('Sun 1 Nov 01:30');
    expect(formatInstant(at('2026-11-01T06:30:00Z'), 'America/New_York')).toBe('Sun 1 Nov 01:30');
  });

  it('writes midnight as 00, never 24', () => {
    expect(formatInstant(at('2026-11-13T00:00:00Z'), 'UTC')).toBe('Fri 13 Nov 00:00');
  });

  it('knows which calendar day it is where the reader is', () => {
    const instant = at('2026-11-13T23:41:26Z');
    expect(isoDay(instant, 'UTC')).toBe('2026-11-13');
    expect(isoDay(instant, 'Asia/Tokyo')).toBe('2026-11-14');
    expect(formatLongDay(instant, 'Asia/Tokyo')).toBe('Saturday, 14 November');
  });

  it('writes a day without a time', () => {
    expect(formatDay(at('2026-11-13T00:00:00Z'), 'UTC')).toBe('Fri 13 Nov 2026');
  });
});

describe('lengths of time', () => {
  it.each([
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 m'],
    [8040, '2 h 14 m'],
    [3605, '1 h'],
    [90_061, '1 d 1 h'],
    [-5, '0 s'],
  ])('%d seconds', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  it('says before and after', () => {
    const now = at('2026-11-13T12:00:00Z');
    expect(formatRelative(at('2026-11-13T11:57:00Z'), now)).toBe('3 m ago');
    expect(formatRelative(at('2026-11-13T14:05:00Z'), now)).toBe('in 2 h 5 m');
    expect(formatRelative(now, now)).toBe('now');
    expect(formatRelative(at('2026-11-13T11:59:59Z'), now)).toBe('1 s ago');
    expect(formatRelative(at('2026-11-13T12:00:01Z'), now)).toBe('now');
    expect(formatRelative(at('2026-11-13T12:00:12Z'), now)).toBe('in 12 s');
  });
});

it('knows zones by their IANA names only', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('UTC')).toBe(true);
  expect(isTimeZone('Mars/Olympus')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});
