import { sql } from 'drizzle-orm';
import { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';

/** Of a row of the history: the destination was there at the first sync of its account, and when it came is not known. */
export const IS_FIRST_SIGHT = sql<boolean>`(${externalAccountChanges.seenAt} = (select min(first.seen_at)
  from external_account_changes as first where first.connected_account_id = ${externalAccountChanges.connectedAccountId}))`;
