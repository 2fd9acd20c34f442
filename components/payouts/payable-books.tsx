import { currency as currencyOf } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PayableBook } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { ProposeForm } from './propose-form.tsx';

/** What could be paid now, by currency, with the sums that lead there. @param propose null for who may not ask */
export function PayableBooks({
  connectedAccountId,
  books,
  propose,
}: {
  connectedAccountId: string;
  books: readonly PayableBook[];
  propose: FormAction | null;
}) {
  if (books.length === 0) return <p className="muted">Nothing is available in any currency.</p>;
  return (
    <ul className="payable">
      {books.map((book) => (
        <li key={book.currency}>
          <Steps book={book} />
          {book.heldBecause === null ? null : (
            <p className="small t-held">
              A hold keeps everything: {sentence(book.heldBecause)} What is asked for waits behind it.
            </p>
          )}
          {propose === null || book.amount === 0n ? null : (
            <ProposeForm
              action={propose}
              connectedAccountId={connectedAccountId}
              payable={money(book.amount, currencyOf(book.currency))}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function Steps({ book: { currency: code, amount, steps } }: { book: PayableBook }) {
  const currency = currencyOf(code);
  return (
    <table className="payable-steps">
      <caption className="vh">What can be paid out in {code.toUpperCase()}</caption>
      <tbody>
        {steps.map((step) => (
          <tr key={step.text}>
            <th scope="row">{step.text}</th>
            <td className="n">
              <Amount value={money(step.amount, currency)} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Can be paid out</th>
          <td className="n">
            <Amount value={money(amount, currency)} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** A reason as a reviewer wrote it, often without an end. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
