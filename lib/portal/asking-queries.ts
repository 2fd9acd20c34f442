import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { readOwnBooks } from '../ledger/payable-books-queries.ts';
import { currency as currencyCode } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { readPayableAccount } from '../payouts/requests/lock-payout-account.ts';
import { readPayable } from '../payouts/requests/read-payable.ts';
import { readAskingFacts } from './asking-facts.ts';
import { ownAccountId } from './own-account-id.ts';
import { whyNotAsk, whyNotAskMore } from './rules/why-not-ask.ts';
import type { PortalAsking } from './types.ts';

/**
 * What the acting owner can ask for now, by currency; null where payouts are not asked for at all. Of everything that is read as
 * the application the sums and an owner's sentence come out, and nothing else. A look, not a promise.
 * @throws DomainError `forbidden`; `not_found` while Sluice has not read the account from Stripe
 */
export async function readOwnAsking(ctx: Context): Promise<readonly PortalAsking[] | null> {
  authorize(ctx, 'portal.read');
  const own = ownAccountId(ctx);
  const facts = await readAskingFacts(database(), own);
  if (!facts.isOnRequest || facts.isDisconnected || facts.isClosed) return null;
  const books = await readOwnBooks(database(), own);
  const askedIn = (currency: string) => {
    const amount = facts.open.get(currency);
    return amount === undefined ? null : money(amount, currencyCode(currency));
  };
  const refusals = new Map(books.map(({ currency }) => [currency, whyNotAskMore(facts, currency)]));
  // Without payouts by Stripe there is nothing to reckon with; the reason is the same for every currency.
  if (!facts.payoutsEnabled) {
    return books.map(({ currency }) => ({
      payable: null,
      currency,
      refusals: refusals.get(currency) ?? [],
      available: null,
      stays: [],
      asked: askedIn(currency),
    }));
  }
  const account = await readPayableAccount(database(), own);
  const asking: PortalAsking[] = [];
  for (const { currency } of books) {
    const { amount, available, stays } = await readPayable(database(), account, currency);
    const mayAsk = whyNotAsk(facts, currency) === null;
    const of = (sum: bigint) => money(sum, currencyCode(currency));
    asking.push({
      currency,
      payable: mayAsk && amount > 0n ? of(amount) : null,
      refusals: refusals.get(currency) ?? [],
      available: mayAsk ? of(available) : null,
      stays: mayAsk ? stays.map((part) => ({ amount: of(part.amount), why: part.why })) : [],
      asked: askedIn(currency),
    });
  }
  // Whoever asked for all has nothing left in that currency, and is to see that it was asked for.
  const gone = [...facts.open.keys()].filter((code) => !books.some(({ currency }) => currency === code));
  return [
    ...asking,
    ...gone.map((currency) => ({
      currency,
      payable: null,
      refusals: [],
      available: null,
      stays: [],
      asked: askedIn(currency),
    })),
  ];
}
