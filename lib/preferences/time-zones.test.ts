import { describe, expect, it } from 'vitest';
import { TIME_ZONES, timeZoneCalled, timeZonesLike } from './time-zones.ts';

describe('time zones', () => {
  it('are some four hundred names, each once, that this machine has rules for', () => {
    expect(TIME_ZONES.length).toBeGreaterThan(400);
    expect(new Set(TIME_ZONES).size).toBe(TIME_ZONES.length);
    for (const zone of TIME_ZONES)
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zone }), zone).not.toThrow();
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['  europe/berlin ', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['Tokyo', 'Asia/Tokyo'],
    ['utc', 'UTC'],
    ['Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Berl', null],
    ['Mars/Olympus', null],
    ['+05:30', null],
    ['', null],
  ])('%j means %j', (text, zone) => {
    expect(timeZoneCalled(text)).toBe(zone);
  });

  it('are found by parts of their names', () => {
    expect(timeZonesLike('berl', 5)).toEqual(['Europe/Berlin']);
    expect(timeZonesLike('america indiana', 3)).toHaveLength(3);
    expect(timeZonesLike('atlantis', 5)).toEqual([]);
    expect(timeZonesLike('  ', 5)).toEqual([]);
  });
});
