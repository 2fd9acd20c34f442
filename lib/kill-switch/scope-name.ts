import { sql, type SQL } from 'drizzle-orm';

/** A scalar select of what the one account that a press covers is called, for people; null of every other press, and of an account that has no name. */
export const scopeName = (scope: SQL, scopeValue: SQL): SQL =>
  sql`select nullif(display_name, '') from connected_accounts where ${scope} = 'connected_account' and connected_account_id = ${scopeValue}`;
