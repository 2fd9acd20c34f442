import type { Route } from 'next';
import type { BalanceMovement, BalanceTransactionLine, PayoutContents } from '#lib/ledger/types.ts';
import { subtract, type Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { Pager } from '../ui/pager.tsx';
import { Time } from '../ui/time.tsx';
import { categoryWord } from './category-words.ts';

/** Page addresses of the list of what a payout pays; null where there is none. */
export type ContentsHrefs = { first: Route | null; newer: Route | null; older: Route | null };

/** What an automatic payout pays, by Stripe's own list: sums by category that end in the payout, then each movement. */
export function PayoutContentsSection({
  amount,
  readAt,
  contents,
  hrefs,
}: {
  amount: Money;
  readAt: Date;
  contents: PayoutContents;
  hrefs: ContentsHrefs;
}) {
  const difference = subtract(amount, contents.total);
  return (
    <Section
      id="contents"
      title="What it pays"
      lead={
        <>
          Stripe’s own list of the balance transactions in this payout, read <Time at={readAt} seconds />.{' '}
          {difference.amount === 0n ? (
            'It agrees with the payout to the last unit.'
          ) : (
            <>
              It differs from the payout by <Amount value={difference} run />.
            </>
          )}
        </>
      }
      aside={
        difference.amount === 0n ? (
          <Badge tone="paid">Agrees</Badge>
        ) : (
          <Badge tone="failed">
            Differs by <Amount value={difference} run />
          </Badge>
        )
      }
    >
      <SumTable amount={amount} contents={contents} difference={difference} />
      <h3 className="sub-h">One by one</h3>
      <LineTable rows={contents.lines.rows} code={amount.currency.toUpperCase()} />
      <Pager
        firstHref={hrefs.first}
        newerHref={hrefs.newer}
        olderHref={hrefs.older}
        summary={`${String(contents.lines.rows.length)} of ${contents.count.toLocaleString('en-GB')} balance transactions, newest first`}
      />
    </Section>
  );
}

function SumTable({
  amount,
  contents: { movements, total, count },
  difference,
}: {
  amount: Money;
  contents: PayoutContents;
  difference: Money;
}) {
  const code = amount.currency.toUpperCase();
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="What the payout pays, by category">
      <table className="data plain-rows">
        <caption className="vh">What the payout pays, by category, in {code}</caption>
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
          {movements?.map((movement) => (
            <MovementRow key={movement.category} movement={movement} />
          ))}
        </tbody>
        <tfoot>
          <SumRow title="Sum" value={total} count={count} />
          {difference.amount === 0n ? null : <SumRow title="Not explained" value={difference} />}
          <SumRow title="This payout" value={amount} />
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

function SumRow({ title, value, count }: { title: string; value: Money; count?: number }) {
  return (
    <tr>
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

function LineTable({ rows, code }: { rows: readonly BalanceTransactionLine[]; code: string }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Balance transactions in this payout">
      <table className="data plain-rows">
        <caption className="vh">Balance transactions in this payout, newest first, in {code}</caption>
        <thead>
          <tr>
            <th scope="col">Balance transaction</th>
            <th scope="col" className="hide-s">
              At Stripe
            </th>
            <th scope="col" className="n hide-s">
              Gross
            </th>
            <th scope="col" className="n hide-s">
              Fee
            </th>
            <th scope="col" className="n">
              Net, {code}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.balanceTransactionId}>
              <th scope="row">
                <span className="word">{row.type.replaceAll('_', ' ')}</span>
                <span className="sub mono">{row.balanceTransactionId}</span>
              </th>
              <td className="hide-s">
                <Time at={row.occurredAt} />
              </td>
              <td className="n hide-s">
                <Amount value={row.amount} bare />
              </td>
              <td className="n hide-s">
                <Amount value={row.fee} bare />
              </td>
              <td className="n">
                <Amount value={row.net} bare />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
