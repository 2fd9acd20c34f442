import type { Route } from 'next';

/** The parts of a list's address that were understood; what was not is left out. */
export type ListParams = Readonly<Record<string, string>>;

/**
 * Address of a list with some parts changed; `undefined` drops a part. The cursor never survives another filter.
 * @param changes pass `cursor` to move to another page
 */
export function listHref(
  path: Route,
  params: ListParams,
  changes: Readonly<Record<string, string | undefined>>,
): Route {
  const { cursor: _cursor, ...rest } = params;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, ...changes })) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
