/** Node lists some zones under names that their people gave up long ago; browsers know both. */
const NAMES_NOW: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** Every zone that can be chosen, by IANA name: UTC first, then in alphabetical order. */
export const TIME_ZONES: readonly string[] = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone')
    .map((zone) => NAMES_NOW[zone] ?? zone)
    .sort(),
];

/** Letters and digits only, so that `new york`, `New_York` and `new-york` are the same. */
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/**
 * The zone that somebody means: its IANA name in any spelling, an older name of it, or its city alone.
 * @returns null when it is none, or more than one
 */
export function timeZoneCalled(text: string): string | null {
  const asked = bare(text);
  const whole = TIME_ZONES.find((zone) => bare(zone) === asked);
  if (whole !== undefined) return whole;
  const older = Object.keys(NAMES_NOW).find((zone) => bare(zone) === asked);
  if (older !== undefined) return NAMES_NOW[older] ?? null;
  const ofCity = TIME_ZONES.filter((zone) => bare(zone.split('/').at(-1) ?? '') === asked);
  return ofCity.length === 1 ? (ofCity[0] ?? null) : null;
}

/** Zones whose name holds all words of a text, in alphabetical order. @param max how many at most */
export function timeZonesLike(text: string, max: number): string[] {
  const words = bare(text).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  return TIME_ZONES.filter((zone) => words.every((word) => bare(zone).includes(word))).slice(0, max);
}
