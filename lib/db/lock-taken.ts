import postgres from 'postgres';

/** `lock_not_available` and `deadlock_detected`: somebody else was there first, and later will do. */
const LATER_WILL_DO: readonly string[] = ['55P03', '40P01'];

/** Whether a statement failed because it would not wait for a lock any longer. Nothing of its transaction stands. */
export function isLockTaken(error: unknown): boolean {
  return error instanceof postgres.PostgresError && LATER_WILL_DO.includes(error.code);
}
