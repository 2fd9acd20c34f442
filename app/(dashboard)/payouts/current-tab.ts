import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';

/** Which of the lists of payouts an address of `/payouts` shows; null for a part of one that has no tab. */
export function currentTab(given: RawSearchParams): 'to-decide' | 'mine' | 'all' | null {
  const line = readParam(given, 'q') ?? '';
  const state = readParam(given, 'state') ?? /(?:^|\s)state:(\S+)/.exec(line)?.[1];
  if (state === 'in_review') return /(?:^|\s)for:me(?:\s|$)/.test(line) ? 'mine' : 'to-decide';
  if (state !== undefined) return null;
  return readParam(given, 'view') === 'all' || line !== '' ? 'all' : 'to-decide';
}
