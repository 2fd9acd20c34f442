import Link from 'next/link';
import type { EntryBalance, JournalEntryDetail } from '#lib/ledger/types.ts';
import { Amount } from '../money/amount.tsx';
import { statementHref } from './trial-balance-table.tsx';

/** Each ledger account that an entry touches, with its balance before and after, on its own normal side. */
export function EntryBalances({
  entry,
  balances,
}: {
  entry: Pick<JournalEntryDetail, 'connectedAccountId' | 'currency'>;
  balances: readonly EntryBalance[];
}) {
  const code = entry.currency.toUpperCase();
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Balances before and after">
      <table className="data plain-rows stacked">
        <caption className="vh">Balances before and after this entry, in {code}</caption>
        <thead>
          <tr>
            <th scope="col">Ledger account</th>
            <th scope="col" className="n">
              Before, {code}
            </th>
            <th scope="col" className="n">
              This entry
            </th>
            <th scope="col" className="n">
              After, {code}
            </th>
          </tr>
        </thead>
        <tbody>
          {balances.map(({ ledgerAccount, before, change, after }) => (
            <tr key={ledgerAccount.code}>
              <th scope="row">
                <span className="muted">{ledgerAccount.code}</span>{' '}
                <Link
                  href={statementHref(ledgerAccount.code, entry.connectedAccountId, entry.currency)}
                  prefetch={false}
                >
                  {ledgerAccount.name}
                </Link>
              </th>
              <td className="n" data-label="Before">
                <Amount value={before} bare />
              </td>
              <td className="n" data-label="This entry">
                <Amount value={change} bare />
              </td>
              <td className="n" data-label="After">
                <Amount value={after} bare />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
