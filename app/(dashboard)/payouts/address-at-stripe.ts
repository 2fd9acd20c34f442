import type { Route } from 'next';
import { presentParams, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';

/** Words of the list of Stripe's payouts that the queue does not have. */
const FIELDS = ['status', 'schedule', 'created', 'arrives'] as const;
const SPEAKS_OF_STRIPE = new RegExp(`(?:^|\\s)(?:(?:${FIELDS.join('|')}):|po_)`);

/**
 * Where an address of `/payouts` leads that means Stripe's own payouts: links from before the queue was there, and lines
 * that somebody types here. Null for the queue's own.
 */
export function addressAtStripe(given: RawSearchParams): Route | null {
  const isMeant =
    FIELDS.some((field) => readParam(given, field) !== undefined) ||
    readParam(given, 'open')?.startsWith('po_') === true ||
    SPEAKS_OF_STRIPE.test(readParam(given, 'q') ?? '');
  if (!isMeant) return null;
  const { view: _view, ...kept } = Object.fromEntries(
    Object.keys(given).map((name) => [name, readParam(given, name)]),
  );
  // An order of the queue's own is none there.
  if (kept['sort'] === 'priority') delete kept['sort'];
  return `/payouts/stripe?${new URLSearchParams(presentParams(kept)).toString()}` as Route; // a page and its query
}
