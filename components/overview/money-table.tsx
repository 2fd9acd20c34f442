import { stripeDecimals } from '#lib/money/currency.ts';
import { formatDigits } from '#lib/money/format.ts';
import type { Money } from '#lib/money/money.ts';
import type { CurrencyLine } from '#lib/overview/types.ts';

const DECIMALS_MAX = 3;

/** Money of all connected accounts, a currency a row. Digits align on the decimal point; no row is ever added to another. */
export function MoneyTable({ lines }: { lines: readonly CurrencyLine[] }) {
  // Few platforms have any, and a column of zeros would only be in the way.
  const isSetAside = lines.some(({ setAside }) => setAside.amount !== 0n);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of money by currency">
      <table className="data plain-rows money-t stacked">
        <caption className="vh">Money by currency</caption>
        <thead>
          <tr>
            <th scope="col">Currency</th>
            <th scope="col" className="n">
              Sellers, available
            </th>
            <th scope="col" className="n">
              Sellers, pending
            </th>
            <th scope="col" className="n">
              Reserved for payouts
            </th>
            {isSetAside ? (
              <th scope="col" className="n">
                Set aside by Stripe
              </th>
            ) : null}
            <th scope="col" className="n">
              Not final yet
            </th>
            <th scope="col" className="n">
              Left today
            </th>
            <th scope="col" className="n">
              Payouts today
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.currency}>
              <th scope="row">{line.currency.toUpperCase()}</th>
              <Digits value={line.available} label="Sellers, available" />
              <Digits value={line.pending} label="Sellers, pending" />
              <Digits value={line.reserved} label="Reserved for payouts" />
              {isSetAside ? <Digits value={line.setAside} label="Set aside by Stripe" /> : null}
              <Digits value={line.onItsWay} label="Not final yet" />
              <Digits value={line.leftToday} label="Left today" />
              <td className={line.leftTodayCount === 0 ? 'n muted' : 'n'} data-label="Payouts today">
                {line.leftTodayCount}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Digits({ value, label }: { value: Money; label: string }) {
  const decimals = stripeDecimals(value.currency);
  // Hidden zeros of the same width, so that the decimal points stand under each other.
  const missing = DECIMALS_MAX - decimals;
  const pad = (decimals === 0 ? '.' : '') + '0'.repeat(missing);
  return (
    <td className={value.amount === 0n ? 'n money muted' : 'n money'} data-label={label}>
      <span>
        {formatDigits(value)}
        {pad === '' ? null : (
          <span className="pad" aria-hidden="true">
            {pad}
          </span>
        )}
      </span>
    </td>
  );
}
