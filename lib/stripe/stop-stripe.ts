import { stopLimiter } from './limiter.ts';
import type { ReadOptions } from './read-options.ts';
import { repeatStripe } from './repeat-stripe.ts';

/**
 * One call that keeps money where it is: a schedule set to manual, a payout cancelled. No money leaves by it, and said
 * twice it does the same as once, so it is repeated like a read, in a turn of its own.
 * @throws StripeReadError after the bounded attempts; AbortError when `signal` is aborted before an attempt
 */
export function stopStripe<T>(call: () => Promise<T>, options: Pick<ReadOptions, 'signal'> = {}): Promise<T> {
  return repeatStripe(stopLimiter(), call, options);
}
