import type { Stripe } from 'stripe';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** Stripe's largest page. */
const PAGE_SIZE = 100;

type Cursor = { limit: number; starting_after?: string };

/**
 * Walks a v1 list newest first, one retried and rate-limited request a page. Objects created meanwhile do not shift
 * pages, because the cursor is the last object seen. Empty pages are not yielded.
 * @throws StripeReadError after bounded retries; AbortError between two pages when `options.signal` is aborted
 */
export async function* eachPage<T extends { id: string }>(
  list: (cursor: Cursor) => Promise<Stripe.ApiList<T>>,
  options: ReadOptions = {},
): AsyncGenerator<T[]> {
  let startingAfter: string | undefined;
  for (;;) {
    const cursor = {
      limit: PAGE_SIZE,
      ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
    };
    const page = await readStripe(() => list(cursor), options);
    const last = page.data.at(-1);
    if (last === undefined) return;
    yield page.data;
    if (!page.has_more) return;
    startingAfter = last.id;
  }
}

/** Stripe's `created` filter, inclusive on both sides, in whole seconds so that no object at a border is left out. */
export function createdRange(from: Date | undefined, to?: Date): { created?: Stripe.RangeQueryParam } {
  if (from === undefined && to === undefined) return {};
  return {
    created: {
      ...(from === undefined ? {} : { gte: Math.floor(from.getTime() / 1000) }),
      ...(to === undefined ? {} : { lte: Math.floor(to.getTime() / 1000) }),
    },
  };
}
