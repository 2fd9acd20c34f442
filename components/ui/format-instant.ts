const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Whether this machine knows the zone's rules. @param zone IANA name, e.g. `Europe/Berlin` */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl throws a RangeError for a name it does not know; that is the answer.
    return false;
  }
}

/** Making a format costs more than using it, and a page of rows uses the same one a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${zone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, ...options });
  formats.set(key, made);
  return made;
}

type Parts = { year: number; month: number; day: number; hour: string; minute: string; second: string };

/** Wall-clock parts as numbers: names come from here, because browsers and Node disagree on `Sep` and `Sept`. */
function partsOf(instant: Date, zone: string): Parts {
  const parts = new Map(
    formatIn(zone, 'wall clock', {
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    year: Number(read('year')),
    month: Number(read('month')),
    day: Number(read('day')),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

function weekday({ year, month, day }: Parts): string {
  return WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
}

/** `Fri 13 Nov 2026 10:41`, with `:26` when seconds are asked for, in the zone's wall-clock time. */
export function formatInstant(
  instant: Date,
  zone: string,
  options: { seconds?: boolean; year?: boolean } = {},
): string {
  const parts = partsOf(instant, zone);
  const year = options.year ? ` ${String(parts.year)}` : '';
  const seconds = options.seconds ? `:${parts.second}` : '';
  return `${weekday(parts)} ${String(parts.day)} ${MONTHS[parts.month - 1] ?? ''}${year} ${parts.hour}:${parts.minute}${seconds}`;
}

/** The year that an instant falls in, in a zone. */
export function yearIn(zone: string, instant: Date): number {
  return partsOf(instant, zone).year;
}

/** `10:41` or `10:41:26`. */
export function formatClock(instant: Date, zone: string, options: { seconds?: boolean } = {}): string {
  const { hour, minute, second } = partsOf(instant, zone);
  return `${hour}:${minute}${options.seconds ? `:${second}` : ''}`;
}

/** `Fri 13 Nov 2026`; for a Stripe date such as `2026-11-13` pass its midnight and `UTC`. */
export function formatDay(instant: Date, zone: string): string {
  const parts = partsOf(instant, zone);
  return `${weekday(parts)} ${String(parts.day)} ${MONTHS[parts.month - 1] ?? ''} ${String(parts.year)}`;
}

const WEEKDAYS_LONG = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS_LONG =
  'January February March April May June July August September October November December'.split(' ');

/** `Friday, 13 November`: the day for a heading. */
export function formatLongDay(instant: Date, zone: string): string {
  const { year, month, day } = partsOf(instant, zone);
  const name = WEEKDAYS_LONG[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
  return `${name}, ${String(day)} ${MONTHS_LONG[month - 1] ?? ''}`;
}

/** `2026-11-13`: the calendar day on which an instant falls in a zone. */
export function isoDay(instant: Date, zone: string): string {
  const { year, month, day } = partsOf(instant, zone);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
    '-',
  );
}

/** `UTC+1`, `UTC`: how far a zone is from UTC at that instant, half hours included. */
export function formatOffset(zone: string, at: Date): string {
  const offset = formatIn(zone, 'offset', { timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  // Some browsers write no distance as a distance.
  return offset?.replace('GMT', 'UTC').replace(/^UTC[+-]0$/, 'UTC') ?? 'UTC';
}

/** `Berlin, UTC+1`: the zone's city and its distance from UTC at that instant. */
export function formatZone(zone: string, at: Date): string {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  return zone === 'UTC' ? 'UTC' : `${city}, ${formatOffset(zone, at)}`;
}

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** `2 h 14 m`: the two largest units, none smaller than a second. @param seconds a length of time, not negative */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const words: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${String(count)} ${name}`);
    else if (words.length > 0) break;
    if (words.length === 2) break;
  }
  return words.join(' ') || '0 s';
}

/** Clocks of browsers and servers differ by a little: what a server has just done is not ahead. */
const SKEW_SECONDS = 3;

/** `3 m ago`, `in 2 h 5 m`; `now` also for what is ahead by no more than two clocks differ. */
export function formatRelative(instant: Date, now: Date): string {
  const seconds = (now.getTime() - instant.getTime()) / 1000;
  if (seconds < 1 && seconds > -SKEW_SECONDS) return 'now';
  return seconds > 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
}
