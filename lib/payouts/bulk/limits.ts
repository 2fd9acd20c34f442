/** So many are decided well within the five minutes that a proof lives, also on a slow machine. */
export const BULK_MAX = 2_000;

/** So few are looked at while their person waits; more are left to a worker. */
export const LOOKED_AT_ONCE_MAX = 50;
