import type { BalanceMovement } from '#lib/ledger/types.ts';
import type { Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { categoryWord } from './category-words.ts';

export type MovementSum = { title: string; value: Money; count?: number; isMuted?: boolean };

/** Movements of a balance by category, then the sums that lead from them to the payout. All in one currency. */
export function MovementTable({
  label,
  caption,
  code,
  movements,
  sums,
}: {
  label: string;
  caption: string;
  /** The currency as it is shown. */
  code: string;
  movements: readonly BalanceMovement[];
  sums: readonly MovementSum[];
}) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="data plain-rows">
        <caption className="vh">{caption}</caption>
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
          {movements.map((movement) => (
            <MovementRow key={movement.category} movement={movement} />
          ))}
        </tbody>
        <tfoot>
          {sums.map((sum) => (
            <SumRow key={sum.title} sum={sum} />
          ))}
        </tfoot>
      </table>
    </div>
  );
}

function MovementRow({ movement }: { movement: BalanceMovement }) {
  return (
    <tr>
      <th scope="row">{categoryWord(movement.category)}</th>
      <td className="n muted">{movement.count.toLocaleString('en-GB')}</td>
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
  );
}

function SumRow({ sum: { title, value, count, isMuted } }: { sum: MovementSum }) {
  return (
    <tr className={isMuted ? 'muted-row' : undefined}>
      <th scope="row">{title}</th>
      <td className="n muted">{count?.toLocaleString('en-GB')}</td>
      <td className="n hide-s" />
      <td className="n hide-s" />
      <td className="n">
        <Amount value={value} bare />
      </td>
    </tr>
  );
}
