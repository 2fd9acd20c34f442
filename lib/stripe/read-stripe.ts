import { readLimiter } from './limiter.ts';
import type { ReadOptions } from './read-options.ts';
import { repeatStripe } from './repeat-stripe.ts';

/**
 * One read from Stripe, in its turn. Only for reads: repeating is harmless because nothing changes.
 * @throws StripeReadError after the bounded attempts; AbortError when `signal` is aborted before an attempt
 */
export function readStripe<T>(call: () => Promise<T>, options: ReadOptions = {}): Promise<T> {
  return repeatStripe(readLimiter(), call, options);
}
