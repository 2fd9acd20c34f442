import type { Route } from 'next';
import Link from 'next/link';
import type { TrialBalance } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { plainText } from './explanation.tsx';

/** One currency's trial balance. @param connectedAccountId of one book, so that its accounts lead to statements @param at the past time, for these */
export function TrialBalanceTable({
  balance,
  connectedAccountId,
  at,
}: {
  balance: TrialBalance;
  connectedAccountId: string | undefined;
  at: string | undefined;
}) {
  const code = balance.currency.toUpperCase();
  const isInBalance = balance.difference.amount === 0n;
  return (
    <section className="trial" aria-labelledby={`tb-${balance.currency}`}>
      <div className="sec-row">
        <h3 id={`tb-${balance.currency}`}>{code}</h3>
        {isInBalance ? (
          <Badge tone="paid">In balance</Badge>
        ) : (
          <Badge tone="failed">
            Out by <Amount value={balance.difference} run />
          </Badge>
        )}
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`Trial balance in ${code}`}>
        <table className="data">
          <caption className="vh">Trial balance in {code}</caption>
          <thead>
            <tr>
              <th scope="col">Ledger account</th>
              <th scope="col" className="n">
                Debit
              </th>
              <th scope="col" className="n">
                Credit
              </th>
            </tr>
          </thead>
          <tbody>
            {balance.lines.map((line) => {
              const isDebit = (line.ledgerAccount.normalSide === 'debit') === line.balance.amount >= 0n;
              const amount = <MagnitudeOf line={line} />;
              return (
                <tr key={line.ledgerAccount.code}>
                  <th scope="row" title={plainText(line.ledgerAccount.explanation)}>
                    <span className="muted">{line.ledgerAccount.code}</span>{' '}
                    <AccountName
                      name={line.ledgerAccount.name}
                      href={
                        connectedAccountId === undefined
                          ? null
                          : statementHref(line.ledgerAccount.code, connectedAccountId, balance.currency, at)
                      }
                    />
                  </th>
                  <td className="n">{isDebit ? amount : null}</td>
                  <td className="n">{isDebit ? null : amount}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Sum</th>
              <td className="n">
                <Amount value={balance.debitBalances} bare />
              </td>
              <td className="n">
                <Amount value={balance.creditBalances} bare />
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

function AccountName({ name, href }: { name: string; href: Route | null }) {
  if (href === null) return name;
  return (
    <Link href={href} prefetch={false}>
      {name}
    </Link>
  );
}

function MagnitudeOf({ line }: { line: TrialBalance['lines'][number] }) {
  const { amount, currency } = line.balance;
  return <Amount value={{ amount: amount < 0n ? -amount : amount, currency }} bare />;
}

/** Where the statement of a ledger account is. */
export function statementHref(
  code: number,
  connectedAccountId: string,
  currency: string,
  at?: string,
): Route {
  const query = new URLSearchParams({
    book: connectedAccountId,
    currency,
    ...(at === undefined ? {} : { at }),
  });
  return `/ledger/accounts/${String(code)}?${query.toString()}` as Route; // a known path with a query is a known route
}
