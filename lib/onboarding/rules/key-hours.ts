/** Stripe keeps a key for at least 24 hours; afterwards the same key would make a second account. */
export const KEY_HOURS = 23;
