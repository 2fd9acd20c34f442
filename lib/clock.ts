/** The only reader of the machine's clock. Leases and expiry use the database's `now()` instead. */
export function now(): Date {
  return new Date();
}

/** Monotonic milliseconds for durations. */
export function elapsedMs(): number {
  return performance.now();
}

/** Instant of a Stripe timestamp. @param seconds Unix seconds, UTC */
export function fromUnixSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}
