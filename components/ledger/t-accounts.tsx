import type { JournalEntryDetail, LedgerAccountName, PostingLine } from '#lib/ledger/types.ts';
import { money, negate, subtract, sumByCurrency, type Money } from '#lib/money/money.ts';
import type { Currency } from '#lib/money/currency.ts';
import { Amount } from '../money/amount.tsx';
import { Sign } from '../ui/icons.tsx';
import { plainText } from './explanation.tsx';

type Line = PostingLine & { readonly reference: string };

/**
 * The ledger accounts that some entries of one book and currency touch, each as a T.
 * `J1`, `J2` … are the entries in the order given; the page lists them under the same numbers.
 */
export function TAccounts({
  entries,
  currency,
}: {
  entries: readonly JournalEntryDetail[];
  currency: Currency;
}) {
  const lines = entries.flatMap((entry, position) =>
    entry.postings.map((posting) => ({ ...posting, reference: `J${String(position + 1)}` })),
  );
  const byAccount = Map.groupBy(lines, (line) => line.ledgerAccount.code);
  const accounts = [...byAccount].sort(([left], [right]) => left - right);
  return (
    <div className="taccs">
      {accounts.map(([code, ofAccount]) => (
        <TAccount key={code} lines={ofAccount} currency={currency} />
      ))}
      <BalanceCheck lines={lines} currency={currency} />
    </div>
  );
}

function sum(lines: readonly Line[], side: 'debit' | 'credit', currency: Currency): Money {
  const [total = money(0n, currency)] = sumByCurrency(
    lines.filter((line) => line.side === side).map((line) => line.amount),
  );
  return total;
}

function TAccount({ lines, currency }: { lines: readonly Line[]; currency: Currency }) {
  const ledgerAccount: LedgerAccountName | undefined = lines[0]?.ledgerAccount;
  if (!ledgerAccount) return null;
  const balance = subtract(sum(lines, 'debit', currency), sum(lines, 'credit', currency));
  const isOnDebit = balance.amount === 0n ? ledgerAccount.normalSide === 'debit' : balance.amount > 0n;
  return (
    <table className="tacc">
      <caption title={plainText(ledgerAccount.explanation)}>
        <span className="muted">{ledgerAccount.code}</span> {ledgerAccount.name}
      </caption>
      <thead>
        <tr>
          <th scope="col">Debit</th>
          <th scope="col">Credit</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const entry = (
            <>
              <span className="ref-j">{line.reference}</span> <Amount value={line.amount} bare />
            </>
          );
          return (
            <tr key={`${line.reference}/${String(line.line)}`} title={line.component.replaceAll('_', ' ')}>
              <td>{line.side === 'debit' ? entry : null}</td>
              <td>{line.side === 'credit' ? entry : null}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <td>{isOnDebit ? <Amount value={balance} bare /> : null}</td>
          <td>{isOnDebit ? null : <Amount value={negate(balance)} bare />}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function BalanceCheck({ lines, currency }: { lines: readonly Line[]; currency: Currency }) {
  const debits = sum(lines, 'debit', currency);
  const credits = sum(lines, 'credit', currency);
  const difference = subtract(debits, credits);
  const isInBalance = difference.amount === 0n;
  return (
    <div className="tcheck">
      <p className={isInBalance ? 't-paid strong' : 't-failed strong'}>
        <Sign name={isInBalance ? 'check' : 'alert'} size={14} />{' '}
        {isInBalance ? 'In balance' : 'Not in balance'}
      </p>
      <dl>
        <dt>Debits</dt>
        <dd>
          <Amount value={debits} bare />
        </dd>
        <dt>Credits</dt>
        <dd>
          <Amount value={credits} bare />
        </dd>
        <dt>Difference</dt>
        <dd>
          <Amount value={difference} bare />
        </dd>
      </dl>
    </div>
  );
}
