/**
 * The instant at which a calendar day begins in a zone. Where the clock skips midnight, the day begins after the gap.
 * @param day `2026-11-13` @param zone IANA name
 * @returns null when there is no such day, or not between the years 1900 and 2999
 */
export function dayStart(day: string, zone: string): Date | null {
  // No money is of another time, and there neither clocks nor the database agree on what a day is.
  if (!/^(?:19|2\d)\d{2}-\d{2}-\d{2}$/.test(day)) return null;
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return null;
  // Twice, because the distance from UTC at the first guess may be that of the other side of a change of clocks.
  const guess = asUtc - distanceFromUtc(asUtc, zone);
  return new Date(asUtc - distanceFromUtc(guess, zone));
}

/** The first instant after a day. */
export function dayEnd(day: string, zone: string): Date | null {
  if (dayStart(day, zone) === null) return null;
  const next = new Date(Date.parse(`${day}T00:00:00Z`));
  next.setUTCDate(next.getUTCDate() + 1);
  return dayStart(next.toISOString().slice(0, 10), zone);
}

/** Wall clock less UTC, in milliseconds. */
function distanceFromUtc(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * An instant as an address says it.
 * @param text `2026-10-31T23:59:59Z`, seconds and parts of one optional
 * @returns null when there is no such instant, or none that `dayStart` knows the day of
 */
export function instantInUtc(text: string): Date | null {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z$/.exec(text);
  if (!match || dayStart(match[1] ?? '', 'UTC') === null) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/**
 * The instant of a wall clock in a zone. In the hour that comes twice it is the first, in the one that is skipped the
 * clock after it.
 * @param wall `2026-10-31T23:59`, seconds optional @param zone IANA name
 * @returns null when there is no such day or clock
 */
export function instantOfWallClock(wall: string, zone: string): Date | null {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(wall);
  if (!match || dayStart(match[1] ?? '', 'UTC') === null) return null;
  const asUtc = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  const guess = asUtc - distanceFromUtc(asUtc, zone);
  return new Date(asUtc - distanceFromUtc(guess, zone));
}

/** The wall clock of an instant in a zone, to the second, as a `datetime-local` field takes it. */
export function wallClockOf(at: Date, zone: string): string {
  return new Date(at.getTime() + distanceFromUtc(at.getTime(), zone)).toISOString().slice(0, 19);
}
