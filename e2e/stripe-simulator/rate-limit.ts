import { ApiError } from './api-error.ts';
import type { RateLimitedReason } from './faults.ts';

export type Limit = { perSecond?: number; concurrent?: number };
export type RateLimits = {
  global?: Limit;
  /** For each endpoint that has none of its own. */
  endpoint?: Limit;
  /** By `METHOD /path/template`, such as `POST /v1/payouts`. */
  endpoints?: Record<string, Limit>;
};

/** Stripe's limits as documented for a sandbox. */
export const SANDBOX_LIMITS: RateLimits = {
  global: { perSecond: 25 },
  endpoint: { perSecond: 25 },
  endpoints: { 'POST /v1/payouts': { perSecond: 15, concurrent: 30 } },
};

/** Real limits over real time; off until `limits` is set. */
export class RateLimiter {
  limits: RateLimits | null = null;
  readonly #recent = new Map<string, number[]>();
  readonly #running = new Map<string, number>();

  /** Counts a request in or throws its 429. The answer must be called when the request ends. */
  enter(endpoint: string): () => void {
    const { limits } = this;
    if (limits === null) return () => undefined;
    const own = limits.endpoints?.[endpoint] ?? limits.endpoint;
    this.#check('*', limits.global, 'global-rate', 'global-concurrency');
    this.#check(endpoint, own, 'endpoint-rate', 'endpoint-concurrency');
    const names = ['*', endpoint];
    for (const name of names) {
      this.#recent.get(name)?.push(Date.now());
      this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
    }
    return () => {
      for (const name of names) this.#running.set(name, (this.#running.get(name) ?? 1) - 1);
    };
  }

  #check(
    name: string,
    limit: Limit | undefined,
    rate: RateLimitedReason,
    concurrency: RateLimitedReason,
  ): void {
    const since = Date.now() - 1000;
    const recent = (this.#recent.get(name) ?? []).filter((at) => at > since);
    this.#recent.set(name, recent);
    if (limit?.perSecond !== undefined && recent.length >= limit.perSecond) throw rateLimited(rate);
    if (limit?.concurrent !== undefined && (this.#running.get(name) ?? 0) >= limit.concurrent) {
      throw rateLimited(concurrency);
    }
  }
}

export function rateLimited(reason: RateLimitedReason, shouldRetry?: boolean): ApiError {
  return new ApiError({
    status: 429,
    type: 'invalid_request_error',
    code: 'rate_limit',
    message:
      'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
    headers: { 'Stripe-Rate-Limited-Reason': reason, ...shouldRetryHeader(shouldRetry) },
  });
}

/** Another request holds the object: no limit was reached, so no reason of one is named. */
export function lockTimeout(shouldRetry?: boolean): ApiError {
  return new ApiError({
    status: 429,
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message:
      'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.',
    headers: shouldRetryHeader(shouldRetry),
  });
}

export function shouldRetryHeader(shouldRetry: boolean | undefined): Record<string, string> {
  return shouldRetry === undefined ? {} : { 'Stripe-Should-Retry': String(shouldRetry) };
}
