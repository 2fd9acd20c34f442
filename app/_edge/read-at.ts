import { redirect } from 'next/navigation';
import type { Route } from 'next';
import { instantInUtc, instantOfWallClock } from './day-start.ts';
import { readParam, type RawSearchParams } from './list-params.ts';

/**
 * The past time that an address asks for. A form sends the reader's wall clock: that is turned into an instant and put
 * into the address, so that the same address means the same time to everybody.
 * @param addressAt makes the address with the instant @param zone the reader's
 */
export function readAt(
  raw: RawSearchParams,
  { now, zone, addressAt }: { now: Date; zone: string; addressAt: (at: string | undefined) => Route },
): { at: Date | null; notices: string[] } {
  const text = readParam(raw, 'at');
  if (text === undefined) return { at: null, notices: [] };
  const typed = instantOfWallClock(text, zone);
  if (typed !== null) redirect(addressAt(typed.toISOString().replace('.000Z', 'Z')));
  const at = instantInUtc(text);
  if (at === null)
    return {
      at: null,
      notices: [`“${text}” is no time such as 2026-10-31T23:59:59Z; these are the balances now.`],
    };
  if (at >= now) return { at: null, notices: ['That time lies ahead; these are the balances now.'] };
  return { at, notices: [] };
}
