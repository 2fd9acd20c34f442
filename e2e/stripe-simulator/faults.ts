import { Random } from './random.ts';

/** Stripe's own words in `Stripe-Rate-Limited-Reason`; there are no others. */
export const RATE_LIMITED_REASONS = [
  'global-rate',
  'endpoint-rate',
  'global-concurrency',
  'endpoint-concurrency',
  'resource-specific',
] as const;
export type RateLimitedReason = (typeof RATE_LIMITED_REASONS)[number];

export type Fault =
  /** The connection breaks and nothing was done; after it, everything was done. */
  | { kind: 'reset_before' }
  | { kind: 'reset_after' }
  /** No answer until the caller hangs up; before or after the work. */
  | { kind: 'timeout_before' }
  | { kind: 'timeout_after' }
  /** Half of the answer's body, then the connection breaks. The work was done. */
  | { kind: 'truncated' }
  /** Answers after `ms`; the idempotency key is in use meanwhile. */
  | { kind: 'delay'; ms: number }
  | { kind: 'rate_limit'; reason?: RateLimitedReason; shouldRetry?: boolean }
  | { kind: 'lock_timeout'; shouldRetry?: boolean }
  | { kind: 'conflict' }
  /** A 500 that is kept under the idempotency key, with or without the work done. */
  | { kind: 'error_500'; executed?: boolean; shouldRetry?: boolean }
  /** Any other answer; not kept unless `kept`. */
  | { kind: 'error'; status: number; type?: string; code?: string; message?: string; kept?: boolean };

export type FaultPlan = {
  match?: {
    method?: string;
    /** Exact, or a beginning when it ends in `*`. */
    path?: string;
    account?: string;
    /** Only the n-th request that matches the rest, counted from 1. */
    nth?: number;
    probability?: number;
  };
  fault: Fault;
  /** How often it strikes; once when absent, null for ever. */
  times?: number | null;
};

type Armed = { plan: FaultPlan; seen: number; left: number; struck: number };

/** Faults of the API, in the order they were set; the first that matches strikes. */
export class Faults {
  #armed: Armed[] = [];
  /** Of those that were cleared away. */
  readonly #disarmed: Armed[] = [];
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed + 2);
  }

  get plans(): { plan: FaultPlan; left: number | null }[] {
    return this.#armed.map(({ plan, left }) => ({ plan, left: left === Infinity ? null : left }));
  }

  /** Plans that never struck, cleared ones too: a test that sets one has shown nothing about it. */
  get neverStruck(): FaultPlan[] {
    return [...this.#disarmed, ...this.#armed].flatMap(({ plan, struck }) => (struck === 0 ? [plan] : []));
  }

  add(plan: FaultPlan): void {
    this.#armed.push({ plan, seen: 0, left: plan.times === null ? Infinity : (plan.times ?? 1), struck: 0 });
  }

  clear(): void {
    this.#disarmed.push(...this.#armed);
    this.#armed = [];
  }

  take(method: string, path: string, account: string): Fault | null {
    for (const armed of this.#armed) {
      const { match } = armed.plan;
      if (armed.left <= 0) continue;
      if (match?.method !== undefined && match.method !== method) continue;
      if (match?.path !== undefined && !pathMatches(match.path, path)) continue;
      if (match?.account !== undefined && match.account !== account) continue;
      armed.seen += 1;
      if (match?.nth !== undefined && match.nth !== armed.seen) continue;
      if (match?.probability !== undefined && this.#random.fraction() >= match.probability) continue;
      armed.left -= 1;
      armed.struck += 1;
      return armed.plan.fault;
    }
    return null;
  }
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
