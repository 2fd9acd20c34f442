import { sql } from 'drizzle-orm';
import { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';

/** Of a row of the history: its account began with the destination, and when that came is not known. */
export const IS_FIRST_SIGHT = sql<boolean>`(${externalAccountChanges.change} = 'added' and not ${externalAccountChanges.isNewDestination})`;
