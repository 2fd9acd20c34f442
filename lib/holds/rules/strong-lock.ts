/** Where nobody but Sluice, with the platform's key, can pay the money out; every other lock leaves its owner, or Stripe by itself, a way. */
export const STRONG_LOCKS: readonly string[] = ['platform_balance', 'manual_sole_payer'];

/** Whether only Sluice can pay out what is locked so. Pure. */
export function isStrongLock(lockStrength: string): boolean {
  return STRONG_LOCKS.includes(lockStrength);
}
