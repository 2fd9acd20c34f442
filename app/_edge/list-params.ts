/** What an address says, before anybody believes it. Only the first of repeated parts counts. */
export type RawSearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** No part of an address of ours is longer; a longer one is cut, never a reason to fail. */
const PARAM_LENGTH_MAX = 400;

/** One part of an address, trimmed and cut; `undefined` when it is missing or empty. */
export function readParam(raw: RawSearchParams, name: string): string | undefined {
  const value = raw[name];
  const first = (Array.isArray(value) ? value[0] : value)?.trim().slice(0, PARAM_LENGTH_MAX);
  return first === undefined || first === '' ? undefined : first;
}

/** One part that has a fixed set of values; another value is left out, and a sentence about it goes into `notices`. */
export function readOneOf<Value extends string>(
  raw: RawSearchParams,
  name: string,
  known: readonly Value[],
  notices: string[],
): Value | undefined {
  const value = readParam(raw, name);
  const found = known.find((candidate) => candidate === value);
  if (value !== undefined && found === undefined)
    notices.push(`There is no ${name.replaceAll('_', ' ')} “${value}”; it is left out.`);
  return found;
}

/** The parts that are set, for links that keep them. */
export function presentParams(
  parts: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Said above a list whose cursor was not ours. */
export const CURSOR_REFUSED =
  'That page address belongs to another filter or is no longer valid. This is the first page.';
