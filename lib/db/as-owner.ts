import { sql } from 'drizzle-orm';
import { database } from './client.ts';
import type { Transaction } from './transaction.ts';

/** Postgres's role of an account's owner: reads some tables, of each the rows of the one account named, and writes nothing. */
const OWNER_ROLE = 'sluice_account_holder';

/**
 * Reads of one instant as the owner of a connected account: a query that forgets whose rows it wants gets no other's.
 * @param connectedAccountId from the session's row, never from a request; for colleagues, the account they look at
 */
export function readAsOwner<Result>(
  connectedAccountId: string,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return database().transaction(
    async (tx) => {
      // Both last as long as the transaction, so that the connection goes back to the pool as it came.
      await tx.execute(sql`
        select set_config('sluice.connected_account_id', ${connectedAccountId}, true), set_config('role', ${OWNER_ROLE}, true)`);
      return read(tx);
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
