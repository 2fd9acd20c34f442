import type { RunOff } from '#lib/risk/types.ts';
import { counted } from '#lib/counted.ts';
import { Chart } from '../charts/chart.tsx';
import type { ChartPoint } from '../charts/types.ts';
import { Time } from '../ui/time.tsx';

const percent = (share: number): string => `${String(Number((100 * share).toPrecision(3)))} %`;
const nobodySaw = 'not seen yet';

const nameOf = ({ currency, of }: RunOff): string =>
  of === null ? currency.toUpperCase() : `${currency.toUpperCase()}, ${of}`;

/** How money comes back as it grows older: the curves by which what is at risk is reckoned. */
export function RunOffCurves({ curves }: { curves: readonly RunOff[] }) {
  const [first, ...others] = curves.filter(({ of }) => of === null);
  if (first === undefined)
    return (
      <p className="muted">
        Nothing was estimated yet: the curve that was chosen by hand decides. A worker looks every hour
        whether the night has its curves.
      </p>
    );
  return (
    <>
      <CurveChart curve={first} />
      {others.length === 0 ? null : (
        <details className="fold">
          <summary>Other currencies</summary>
          {others.map((curve) => (
            <CurveChart key={curve.currency} curve={curve} />
          ))}
        </details>
      )}
      <p className="small muted">
        Of charges since <Time at={first.dataFrom} />, with all that came back before{' '}
        <Time at={first.dataTo} />. How much of a curve is the estimate’s own grows with what came back; the
        rest is the one chosen by hand, or the whole currency’s for a kind of business.
      </p>
      <CurveTable curves={curves} />
    </>
  );
}

function CurveChart({ curve }: { curve: RunOff }) {
  return (
    <Chart
      id={`run-off-${curve.currency}`}
      as="lines"
      title={`What can still come back, ${nameOf(curve)}`}
      summary={
        curve.observedDays === 0
          ? 'Too little was seen to tell: both ways are the curve that was chosen by hand.'
          : `Percent of what comes back on each way, by the age of charges in days. Seen up to ${counted(curve.observedDays, 'day')}; later as chosen by hand.`
      }
      points={curve.ages.map(pointOf)}
      series={[
        { name: 'By refunds', tone: 'first' },
        { name: 'By disputes', tone: 'failed' },
      ]}
      head={['By refunds', 'By disputes', 'Refunded of all', 'Disputed of all']}
      first="Age"
    />
  );
}

function pointOf({
  days,
  refundsLeft,
  disputesLeft,
  refunded,
  disputed,
}: RunOff['ages'][number]): ChartPoint {
  const seen = (millionths: number | null): string =>
    millionths === null ? nobodySaw : percent(millionths / 1e6);
  return {
    key: String(days),
    tick: String(days),
    label: counted(days, 'day'),
    values: [refundsLeft / 10, disputesLeft / 10],
    texts: [percent(refundsLeft / 1e3), percent(disputesLeft / 1e3), seen(refunded), seen(disputed)],
  };
}

function CurveTable({ curves }: { curves: readonly RunOff[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="What the curves were estimated from">
      <table className="data plain-rows stacked">
        <caption className="vh">What the curves were estimated from</caption>
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col" className="n">
              Accounts
            </th>
            <th scope="col" className="n">
              Charges
            </th>
            <th scope="col" className="n">
              Refunds, own share
            </th>
            <th scope="col" className="n">
              Disputes, own share
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {curves.map((curve) => (
            <tr key={nameOf(curve)}>
              <th scope="row">{nameOf(curve)}</th>
              <td className="n" data-label="Accounts">
                {curve.accounts.toLocaleString('en-GB')}
              </td>
              <td className="n" data-label="Charges">
                {curve.charges.toLocaleString('en-GB')}
              </td>
              <td className="n" data-label="Refunds, own share">
                {curve.times.refunds.toLocaleString('en-GB')}, {curve.weights.refunds} %
              </td>
              <td className="n" data-label="Disputes, own share">
                {curve.times.disputes.toLocaleString('en-GB')}, {curve.weights.disputes} %
              </td>
              <td data-label="SHA-256" className="mono" title={curve.hash}>
                {curve.hash.slice(0, 12)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
