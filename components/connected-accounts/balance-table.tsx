import type { BookRow } from '#lib/ledger/types.ts';
import type { StripeBalanceRow } from '#lib/connected-accounts/types.ts';
import { money, subtract, type Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

/** `stripe`: null when Stripe's Balance was not read or has no such line; `isInBalance` tells which. */
type Line = { what: string; stripe: Money | null; ledger: Money; isInBalance: boolean };
type OfCurrency = { currency: Money['currency']; readAt: Date | null; lines: Line[] };

/** Stripe's balances beside the ledger's, per currency, with what differs. @param ledgerReadAt when the books were read */
export function BalanceTable({
  balances,
  books,
  ledgerReadAt,
}: {
  balances: readonly StripeBalanceRow[];
  books: readonly BookRow[];
  ledgerReadAt: Date;
}) {
  const currencies = compare(balances, books);
  if (currencies.length === 0) {
    return (
      <p className="muted">
        Stripe shows no balance and nothing is booked. Both open with the first payment.
      </p>
    );
  }
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of balances">
        <table className="data plain-rows stacked">
          <caption className="vh">Balances at Stripe and in the ledger</caption>
          <thead>
            <tr>
              <th scope="col">Balance</th>
              <th scope="col" className="n amount-head">
                Stripe
              </th>
              <th scope="col" className="n amount-head">
                Ledger
              </th>
              <th scope="col" className="n amount-head">
                Difference
              </th>
              <th scope="col">Stripe read</th>
            </tr>
          </thead>
          <tbody>
            {currencies.flatMap(({ currency, readAt, lines }) =>
              lines.map((line, position) => (
                <tr key={`${currency}/${line.what}`}>
                  <th scope="row" className="nowrap">
                    {currency.toUpperCase()} <span className="soft">{line.what}</span>
                  </th>
                  <td className="n" data-label="Stripe">
                    {line.stripe === null ? (
                      <span className="muted">{line.isInBalance ? 'not read' : 'not shown'}</span>
                    ) : (
                      <Amount value={line.stripe} />
                    )}
                  </td>
                  <td className="n" data-label="Ledger">
                    <Amount value={line.ledger} />
                  </td>
                  <td className="n" data-label="Difference">
                    <Difference line={line} />
                  </td>
                  <td className="muted" data-label="Stripe read">
                    {position === 0 && readAt !== null ? <Time at={readAt} /> : null}
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      <p className="small muted as-of">
        Ledger as of <Time at={ledgerReadAt} seconds />. A difference younger than a minute is usually an
        event on its way; one that stays is a break. Stripe’s Balance does not show what is reserved, or paid
        out and not final yet: a bank can still send that back.
      </p>
    </>
  );
}

function Difference({ line }: { line: Line }) {
  if (line.stripe === null) return <span className="muted">–</span>;
  const difference = subtract(line.ledger, line.stripe);
  if (difference.amount === 0n) return <Badge tone="paid">Agrees</Badge>;
  return (
    <span className="t-failed">
      <Amount value={difference} />
    </span>
  );
}

function compare(balances: readonly StripeBalanceRow[], books: readonly BookRow[]): OfCurrency[] {
  const currencies = new Set([
    ...balances.map((balance) => balance.available.currency),
    ...books.map((book) => book.currency),
  ]);
  return [...currencies].sort().map((currency) => {
    const stripe = balances.find((balance) => balance.available.currency === currency);
    const book = books.find((candidate) => candidate.currency === currency);
    const none = money(0n, currency);
    return {
      currency,
      readAt: stripe?.readAt ?? null,
      lines: [
        {
          what: 'available',
          stripe: stripe?.available ?? null,
          ledger: book?.available ?? none,
          isInBalance: true,
        },
        {
          what: 'pending',
          stripe: stripe?.pending ?? null,
          ledger: book?.pending ?? none,
          isInBalance: true,
        },
        ...beside('reserved', book?.reserved),
        ...beside('not final yet', book?.onItsWay),
      ],
    };
  });
}

/** Money that is neither, where there is any: Stripe's Balance object does not show it. */
function beside(what: string, ledger: Money | undefined): Line[] {
  if (ledger === undefined || ledger.amount === 0n) return [];
  return [{ what, stripe: null, ledger, isInBalance: false }];
}
