import { database } from './client.ts';
import type { Transaction } from './transaction.ts';

/** Reads of one instant, however many statements they take: what commits between two of them is seen by none. */
export function oneReading<Result>(read: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return database().transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' });
}
