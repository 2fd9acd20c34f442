/**
 * Whether a state-changing request comes from a page of ours. Next compares `Origin` for actions but lets a request
 * without one pass; we ask for the browser's own statement as well, and refuse when there is neither.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  // A privacy setting can send the word null; the browser's own statement then decides.
  if (origin === null || origin === 'null') return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === headers.get('host');
}
