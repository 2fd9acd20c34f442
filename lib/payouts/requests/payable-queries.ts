import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { readOwnBooks } from '../../ledger/payable-books-queries.ts';
import type { PayableBook } from '../types.ts';
import { readPayableAccount } from './lock-payout-account.ts';
import { readPayable } from './read-payable.ts';

/**
 * What an account could be paid now, by currency, with the sums that lead there; or the sentence that says why it cannot
 * be paid at all. A look, not a promise: whoever asks for a payout looks again under the account's lock.
 * @throws DomainError `forbidden`, `not_found`
 */
export async function readPayableNow(
  ctx: Context,
  connectedAccountId: string,
): Promise<{ refusal: string | null; books: PayableBook[] }> {
  authorize(ctx, 'payouts.read');
  try {
    const account = await readPayableAccount(database(), connectedAccountId);
    const books: PayableBook[] = [];
    for (const { currency } of await readOwnBooks(database(), connectedAccountId)) {
      const { amount, steps, heldBecause } = await readPayable(database(), account, currency);
      books.push({ currency, amount, steps, heldBecause });
    }
    return { refusal: null, books };
  } catch (error) {
    // What stands in the way is what the page shows.
    if (!(error instanceof DomainError) || error.code !== 'precondition_failed') throw error;
    return { refusal: error.message, books: [] };
  }
}
