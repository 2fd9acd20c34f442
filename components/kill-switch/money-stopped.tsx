import { Chart } from '#components/charts/chart.tsx';
import { chartNumber } from '#components/charts/chart-number.ts';
import type { ChartPoint } from '#components/charts/types.ts';
import { Amount } from '#components/money/amount.tsx';
import { Section } from '#components/ui/card.tsx';
import type { MoneyStopped, WaitingMoney } from '#lib/kill-switch/types.ts';
import { formatMoney } from '#lib/money/format.ts';
import { axisInWords, durationInWords } from './switch-words.ts';

/** Fewer bars than this are no curve: then the numbers themselves are shorter. */
const BARS_LEAST = 3;

/** Money that stays because of the press: approved payouts that wait with us, and what lay behind Stripe's own schedules. */
export function MoneyThatStays({
  waiting,
  stopped,
}: {
  waiting: readonly WaitingMoney[];
  stopped: readonly MoneyStopped[];
}) {
  const curves = [...Map.groupBy(stopped, ({ stopped: { currency } }) => currency).values()].sort(
    (one, other) => (other.at(-1)?.accounts ?? 0) - (one.at(-1)?.accounts ?? 0),
  );
  return (
    <Section
      id="money"
      title="Money that stays"
      lead="Approved payouts that wait with us now, and money whose automatic schedule at Stripe was switched off."
    >
      {waiting.length === 0 && curves.length === 0 ? <p className="muted">None so far.</p> : null}
      <ul className="stop-list">
        {waiting.map(({ payouts, amount }) => (
          <li key={amount.currency}>
            <Amount value={amount} run /> in {String(payouts)} approved {payouts === 1 ? 'payout' : 'payouts'}
          </li>
        ))}
        {curves.map((curve) => {
          const last = curve.at(-1);
          if (last === undefined) return null;
          return (
            <li key={`schedule ${last.stopped.currency}`}>
              <Amount value={last.stopped} run /> of {String(last.accounts)}{' '}
              {last.accounts === 1 ? 'account' : 'accounts'} that Stripe would have paid out by itself, after{' '}
              {durationInWords(last.endedAfter * 1_000)}
            </li>
          );
        })}
      </ul>
      {(curves[0]?.length ?? 0) < BARS_LEAST ? null : <Curves curves={curves} />}
    </Section>
  );
}

/** One small chart a currency, for sums of two are never added: all over the same time, which is counted from the press. */
function Curves({ curves }: { curves: readonly (readonly MoneyStopped[])[] }) {
  return (
    <div className="stop-curves">
      {curves.map((curve) => (
        <Curve key={curve[0]?.stopped.currency} curve={curve} />
      ))}
    </div>
  );
}

function Curve({ curve }: { curve: readonly MoneyStopped[] }) {
  const last = curve.at(-1);
  if (last === undefined) return null;
  const points = curve.map(({ seconds, accounts, stopped }): ChartPoint => {
    const after = axisInWords(seconds);
    return {
      key: String(seconds),
      tick: after,
      label: seconds === 0 ? 'At the press' : `${after} after the press`,
      values: [chartNumber(stopped)],
      texts: [formatMoney(stopped), String(accounts)],
    };
  });
  return (
    <Chart
      id={`stopped-${last.stopped.currency}`}
      title={`Money stopped over time, ${last.stopped.currency.toUpperCase()}`}
      summary={`${formatMoney(last.stopped)} after ${durationInWords(last.endedAfter * 1_000)}`}
      points={points}
      series={[{ name: 'Stopped', tone: 'first' }]}
      head={['Stopped', 'Accounts']}
      first="After the press"
    />
  );
}
