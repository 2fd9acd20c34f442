/** Zones change their distance from UTC on quarter hours and nowhere between. */
const QUARTER_MS = 900_000;

/** Two months of quarter hours: rows come in the order of time, so hardly one is worked out twice. */
const REMEMBERED_MAX = 6_000;

/** Makes `2026-11-13T10:41:26+01:00` out of instants, in one zone. Asking for a distance is slow, so it is remembered. */
export function zonedIso(zone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, string>();
  const offsetAt = (instant: Date): string => {
    const quarter = Math.floor(instant.getTime() / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    // `GMT+01:00`, and a bare `GMT` where the distance is none.
    const offset = name.slice('GMT'.length) || '+00:00';
    if (offsets.size >= REMEMBERED_MAX) offsets.clear();
    offsets.set(quarter, offset);
    return offset;
  };
  return (instant) => {
    const offset = offsetAt(instant);
    const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
    const distance = (hours * 60 + minutes) * (offset.startsWith('-') ? -60_000 : 60_000);
    return new Date(instant.getTime() + distance).toISOString().slice(0, 19) + offset;
  };
}
