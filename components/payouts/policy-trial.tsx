import { formatMoney } from '#lib/money/format.ts';
import type { RouteTally } from '#lib/payouts/types.ts';
import { Amount } from '../money/amount.tsx';

/** What a draft would have done with the payouts of the last days, beside what the policy in force would have. */
export function PolicyTrial({
  days,
  isCut,
  draft,
  inForce,
}: {
  days: number;
  isCut: boolean;
  draft: readonly RouteTally[];
  inForce: readonly RouteTally[];
}) {
  if (draft.length === 0)
    return <p className="muted">There was no payout in the last {days} days to try it on.</p>;
  return (
    <>
      <p className="policy-sum">
        It would have held <b>{heldWords(draft)}</b>. The policy in force would have held {heldWords(inForce)}
        .{isCut ? ' Only the newest are counted.' : ''}
      </p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of the trial">
        <table className="data plain-rows stacked">
          <caption className="vh">What it would have done, by currency</caption>
          <thead>
            <tr>
              <th scope="col">Currency</th>
              <th scope="col" className="n">
                Payouts
              </th>
              <th scope="col" className="n">
                Held for people
              </th>
              <th scope="col" className="n amount-head">
                Held sum
              </th>
              <th scope="col" className="n">
                Made to wait
              </th>
              <th scope="col" className="n">
                Held by the policy in force
              </th>
            </tr>
          </thead>
          <tbody>
            {draft.map((tally) => (
              <Line
                key={tally.currency}
                tally={tally}
                now={inForce.find((one) => one.currency === tally.currency)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="small muted">
        Requests of these days, and payouts that Stripe made without one, as if a cadence had asked. Lock
        strength is today’s; the risk band is the one that was in force then, or not known. What bands ask for
        beside the policy is left out on both sides.
      </p>
    </>
  );
}

function Line({ tally, now }: { tally: RouteTally; now: RouteTally | undefined }) {
  return (
    <tr>
      <th scope="row">{tally.currency.toUpperCase()}</th>
      <td className="n" data-label="Payouts">
        {counted(tally.all.count)}
      </td>
      <td className="n" data-label="Held for people">
        {counted(tally.held.count)}
      </td>
      <td className="n" data-label="Held sum">
        <Amount value={tally.held.sum} />
      </td>
      <td className="n" data-label="Made to wait">
        {counted(tally.waited.count)}
      </td>
      <td className="n" data-label="Held by the policy in force">
        {counted(now?.held.count ?? 0)}
      </td>
    </tr>
  );
}

const counted = (count: number): string => count.toLocaleString('en-GB');

/** `14 of 912, 31,220.00 EUR and 5,000 JPY`. */
function heldWords(tallies: readonly RouteTally[]): string {
  const sum = tallies.reduce(
    (total, tally) => ({ held: total.held + tally.held.count, all: total.all + tally.all.count }),
    { held: 0, all: 0 },
  );
  const sums = tallies.filter((tally) => tally.held.count > 0).map((tally) => formatMoney(tally.held.sum));
  return [`${counted(sum.held)} of ${counted(sum.all)}`, new Intl.ListFormat('en-GB').format(sums)]
    .filter(Boolean)
    .join(', ');
}
