import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { chooseDestination } from '../requests/choose-destination.ts';
import { readPayableAccount } from '../requests/lock-payout-account.ts';
import { readPayable } from '../requests/read-payable.ts';
import { chooseAmount } from '../rules/choose-amount.ts';

/**
 * Why one line of a file would be refused if it were proposed now, in the words of that refusal; null when nothing stands in its
 * way. A look without locks: proposing looks again. A file has one line for an account and currency, so no other line of it
 * takes the same money.
 */
export async function whyRefused(line: {
  connectedAccountId: string;
  currency: string;
  amount: bigint | null;
}): Promise<string | null> {
  const { connectedAccountId, currency, amount } = line;
  try {
    const account = await readPayableAccount(database(), connectedAccountId);
    await chooseDestination(database(), { connectedAccountId, currency, method: 'standard' });
    const { amount: payable } = await readPayable(database(), account, currency);
    chooseAmount({ amount, currency }, payable);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.message;
  }
}
