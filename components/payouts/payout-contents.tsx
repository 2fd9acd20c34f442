import type { Route } from 'next';
import type { BalanceTransactionLine, PayoutContents } from '#lib/ledger/types.ts';
import { subtract, type Money } from '#lib/money/money.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { Pager } from '../ui/pager.tsx';
import { Time } from '../ui/time.tsx';
import { MovementTable } from './movement-table.tsx';

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
  const code = amount.currency.toUpperCase();
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
      <MovementTable
        label="What the payout pays, by category"
        caption={`What the payout pays, by category, in ${code}`}
        code={code}
        movements={contents.movements ?? []}
        sums={[
          { title: 'Sum', value: contents.total, count: contents.count },
          ...(difference.amount === 0n ? [] : [{ title: 'Not explained', value: difference }]),
          { title: 'This payout', value: amount },
        ]}
      />
      <h3 className="sub-h">One by one</h3>
      <LineTable rows={contents.lines.rows} code={code} />
      <Pager
        firstHref={hrefs.first}
        newerHref={hrefs.newer}
        olderHref={hrefs.older}
        summary={`${String(contents.lines.rows.length)} of ${contents.count.toLocaleString('en-GB')} balance transactions, newest first`}
      />
    </Section>
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
