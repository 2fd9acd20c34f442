import type { BalanceTransactionRow } from '../ledger/types.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { mapBalanceTransaction } from './map/balance-transaction.ts';
import { createdRange, eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/**
 * `createdFrom`, `createdTo` are inclusive and left out for `ids`, which reads exactly these, and for `payoutId`, which
 * reads what an automatic payout pays, its own transaction among them; Stripe knows it once that payout is reconciled.
 */
type Filter = ReadOptions & {
  createdFrom?: Date;
  createdTo?: Date;
  ids?: readonly string[];
  payoutId?: string;
};

/**
 * Pages of balance transactions of one connected account or of `platform`, newest first.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function* listBalanceTransactions(
  connectedAccountId: string,
  filter: Filter,
): AsyncGenerator<BalanceTransactionRow[]> {
  const { balanceTransactions } = stripeClient();
  const option = stripeAccountOption(connectedAccountId);
  if (filter.ids !== undefined) {
    const reads = filter.ids.map((id) =>
      readStripe(() => balanceTransactions.retrieve(id, undefined, option), filter),
    );
    const page = (await Promise.all(reads)).map((found) => mapBalanceTransaction(found, connectedAccountId));
    if (page.length > 0) yield page;
    return;
  }
  const params =
    filter.payoutId === undefined
      ? createdRange(filter.createdFrom, filter.createdTo)
      : { payout: filter.payoutId };
  const pages = eachPage((cursor) => balanceTransactions.list({ ...params, ...cursor }, option), filter);
  for await (const page of pages) yield page.map((found) => mapBalanceTransaction(found, connectedAccountId));
}
