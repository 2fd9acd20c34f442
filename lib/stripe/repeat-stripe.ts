import { setTimeout as sleep } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import { stripeProblem, toStripeReadError } from './errors.ts';
import type { Limiter } from './limiter.ts';
import type { ReadOptions } from './read-options.ts';

/** Attempts at one call, the first included. 429 gets more: it ends by itself once the limiter has slowed down. */
const ATTEMPTS_MAX = { rate_limited: 8, unavailable: 4 } as const;
const BACKOFF_MS = 250;
const BACKOFF_MS_MAX = 8_000;

/**
 * One call that may be repeated without harm: waits for its turn in the limiter, retries what a retry can mend, and
 * nothing else. Money calls have their own rules.
 * The SDK has already retried lost connections and 5xx, but not plain 429, nor a 500 marked as not to be retried.
 * @throws StripeReadError after the bounded attempts; AbortError when `signal` is aborted before an attempt
 */
export async function repeatStripe<T>(
  limiter: Limiter,
  call: () => Promise<T>,
  options: ReadOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await limiter.run(call, options.priority ?? 'bulk');
    } catch (error) {
      const problem = stripeProblem(error);
      const isWorthARetry =
        (problem === 'rate_limited' || problem === 'unavailable') && attempt < ATTEMPTS_MAX[problem];
      if (!isWorthARetry) throw toStripeReadError(error);
      // Full jitter: many callers that were refused together must not come back together.
      const ceilingMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** attempt);
      await sleep(randomInt(Math.ceil(ceilingMs / 4), ceilingMs), undefined, { signal: options.signal });
    }
  }
}
