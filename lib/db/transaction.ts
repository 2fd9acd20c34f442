import type { Database } from './client.ts';
import { database } from './client.ts';

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * Runs `work` in one transaction; a throw rolls everything back, and so does a lost connection: every later statement of
 * `work` is then refused (docs/decisions/0008). Never call Stripe inside.
 */
export function inTransaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return database().transaction(work);
}
