import { sql } from 'drizzle-orm';

/** Whether Stripe may pay an `account` out by itself, as last read: an account of which it did not tell may be, too. */
export const MAY_PAY_ITSELF = sql`coalesce(account.lock_strength, 'unknown') in ('automatic', 'unknown')`;
