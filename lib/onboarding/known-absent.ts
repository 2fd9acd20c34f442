/** A call ends within its 20 s: a look that began before it was over says nothing. The database has the same minute. */
export const CALL_IS_OVER_SECONDS = 60;

/** Whether Stripe was looked through after the last call was over, and had no such account. */
export function isKnownAbsent(asked: { lastCalledAt: Date | null; absentAt: Date | null }): boolean {
  return (
    asked.lastCalledAt !== null &&
    asked.absentAt !== null &&
    asked.absentAt.getTime() - asked.lastCalledAt.getTime() >= CALL_IS_OVER_SECONDS * 1_000
  );
}
