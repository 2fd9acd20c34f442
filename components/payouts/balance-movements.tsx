import type { BalanceMovements } from '#lib/ledger/types.ts';
import { negate, subtract, type Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { categoryWord } from './category-words.ts';

/** What the balance gathered before a payout whose contents Stripe does not say, or not yet. @param why as a sentence */
export function BalanceBefore({
  amount,
  why,
  before,
}: {
  amount: Money;
  why: string;
  before: BalanceMovements;
}) {
  return (
    <Section
      id="balance"
      title="What the balance gathered before it"
      lead={
        <>
          {why} These are all movements of the balance{' '}
          {before.since === null ? (
            'from its beginning'
          ) : (
            <>
              since the payout before it, <Time at={before.since} />
            </>
          )}
          .
        </>
      }
    >
      {before.isTooMany ? (
        <p className="muted">More than 10,000 movements. Open the book to see them page by page.</p>
      ) : before.movements.length === 0 ? (
        <p className="muted">The balance did not move. The payout took what was already there.</p>
      ) : (
        <MovementTable amount={amount} before={before} />
      )}
    </Section>
  );
}

function MovementTable({ amount, before }: { amount: Money; before: BalanceMovements }) {
  const left = subtract(before.total, amount);
  const code = amount.currency.toUpperCase();
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Movements of the balance">
      <table className="data plain-rows">
        <caption className="vh">Movements of the balance before the payout, in {code}</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="n">
              Count
            </th>
            <th scope="col" className="n hide-s">
              Gross
            </th>
            <th scope="col" className="n hide-s">
              Fees
            </th>
            <th scope="col" className="n">
              Net, {code}
            </th>
          </tr>
        </thead>
        <tbody>
          {before.movements.map((movement) => (
            <tr key={movement.category}>
              <th scope="row">{categoryWord(movement.category)}</th>
              <td className="n muted">{movement.count}</td>
              <td className="n hide-s">
                <Amount value={movement.gross} bare />
              </td>
              <td className="n hide-s">
                <Amount value={movement.fee} bare />
              </td>
              <td className="n">
                <Amount value={movement.net} bare />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Gathered</th>
            <td className="n" />
            <td className="n hide-s" />
            <td className="n hide-s" />
            <td className="n">
              <Amount value={before.total} bare />
            </td>
          </tr>
          <tr className="muted-row">
            <th scope="row">{left.amount < 0n ? 'Taken from what was there' : 'Not in this payout'}</th>
            <td className="n" />
            <td className="n hide-s" />
            <td className="n hide-s" />
            <td className="n">
              <Amount value={negate(left)} bare />
            </td>
          </tr>
          <tr>
            <th scope="row">This payout</th>
            <td className="n" />
            <td className="n hide-s" />
            <td className="n hide-s" />
            <td className="n">
              <Amount value={amount} bare />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
