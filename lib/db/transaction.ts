import { bareError } from './bare-error.ts';
import type { Database } from './client.ts';
import { database } from './client.ts';
import { isConnectionLost } from './lost-connection.ts';

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** Runs `work` in one transaction; a throw rolls everything back. Never call Stripe inside. */
export function inTransaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return database().transaction(async (tx) => {
    try {
      return await work(tx);
    } catch (error) {
      if (!isConnectionLost(error)) throw bareError(error);
      // postgres.js 3.4 would now send ROLLBACK into the closed socket, which ends the whole process. It also rejects
      // the transaction by itself as soon as the connection is gone, so there is nothing to do but wait for that.
      return new Promise<never>(() => undefined);
    }
  });
}
