import type { Route } from 'next';
import Link from 'next/link';
import type { Currency } from '#lib/money/currency.ts';
import { formatMoney } from '#lib/money/format.ts';
import { money, sumByCurrency } from '#lib/money/money.ts';
import type { HeldMoneyDay, PayoutDay, UpcomingDay } from '#lib/overview/types.ts';
import { Chart } from '../charts/chart.tsx';
import { countOf } from '../data-table/count.ts';
import { failurePoints, heldPoints, moneyPoints, upcomingPoints } from './chart-points.ts';

const MONEY_SERIES = [
  { name: 'Arrived', tone: 'first' },
  { name: 'On its way', tone: 'second' },
] as const;

/** Which currency the charts of money show. Links, so that no script is needed and the address can be shared. */
export function CurrencyChoice({
  currencies,
  chosen,
}: {
  currencies: readonly Currency[];
  chosen: Currency;
}) {
  return (
    <nav className="seg" aria-label="Currency of the charts">
      {currencies.map((code) => (
        <Link
          key={code}
          href={`/?currency=${code}#paid-out` as Route}
          prefetch={false}
          scroll={false}
          aria-current={code === chosen ? 'true' : undefined}
        >
          {code.toUpperCase()}
        </Link>
      ))}
    </nav>
  );
}

/** Money of one currency by the day on which it left: what has arrived of it and what has not. */
export function PaidOutChart({
  days,
  rows,
  unit,
}: {
  days: readonly string[];
  rows: readonly PayoutDay[];
  unit: Currency;
}) {
  const left = totalOf(
    unit,
    rows.filter((row) => row.currency === unit).map((row) => row.left),
  );
  return (
    <Chart
      id="chart-paid-out"
      title={`Left per UTC day, ${unit.toUpperCase()}`}
      summary={`${formatMoney(left)} in the last ${String(days.length)} days, without what came back.`}
      points={moneyPoints(days, rows, unit)}
      series={MONEY_SERIES}
      head={['Arrived', 'On its way']}
      first="Left on, UTC day"
    />
  );
}

const HELD_SERIES = [
  { name: 'Available', tone: 'first' },
  { name: 'Pending', tone: 'second' },
  { name: 'Reserved for payouts', tone: 'third' },
] as const;
const SET_ASIDE = { name: 'Set aside by Stripe', tone: 'fourth' } as const;

/** Money of one currency that is held for all sellers, as it stood when each day ended. */
export function HeldChart({
  days,
  rows,
  unit,
}: {
  days: readonly string[];
  rows: readonly HeldMoneyDay[];
  unit: Currency;
}) {
  const own = rows.filter((row) => row.currency === unit);
  const last = own.find(({ day }) => day === days.at(-1));
  const held = last === undefined ? [] : [last.available, last.pending, last.reserved, last.setAside];
  // Few platforms have any, and a part of nothing would only be in the way.
  const isSetAside = own.some(({ setAside }) => setAside.amount !== 0n);
  const series = isSetAside ? [...HELD_SERIES, SET_ASIDE] : HELD_SERIES;
  return (
    <Chart
      id="chart-held"
      title={`Held at the end of each UTC day, ${unit.toUpperCase()}`}
      summary={`${formatMoney(totalOf(unit, held))} now, in the books of all connected accounts.`}
      points={heldPoints(days, own, unit, isSetAside)}
      series={series}
      head={series.map(({ name }) => name)}
      first="End of, UTC day"
    />
  );
}

/** Money of one currency that is on its way, by the day on which its bank should have it. */
export function UpcomingChart({
  days,
  rows,
  unit,
}: {
  days: readonly string[];
  rows: readonly UpcomingDay[];
  unit: Currency;
}) {
  const own = rows.filter((row) => row.currency === unit);
  const sum = totalOf(
    unit,
    own.map((row) => row.amount),
  );
  const payouts = own.reduce((count, row) => count + row.count, 0);
  return (
    <Chart
      id="chart-upcoming"
      title={`Expected to arrive, ${unit.toUpperCase()}`}
      summary={
        payouts === 0
          ? `Nothing is expected to arrive in the next ${String(days.length)} days.`
          : `${formatMoney(sum)} in ${countOf({ count: payouts, isCapped: false }, 'payout', 'payouts')} over the next ${String(days.length)} days.`
      }
      points={upcomingPoints(days, rows, unit)}
      series={[{ name: 'Expected', tone: 'second' }]}
      head={['Expected']}
      first="Arrives on, Stripe’s date"
    />
  );
}

/** Payouts of all currencies that came back, by the day on which they had left. */
export function FailureChart({ days, rows }: { days: readonly string[]; rows: readonly PayoutDay[] }) {
  const points = failurePoints(days, rows);
  const failed = rows.reduce((sum, row) => sum + row.failedCount, 0);
  return (
    <Chart
      id="chart-failures"
      title="Payouts that came back, per UTC day"
      summary={
        failed === 0
          ? `None of the last ${String(days.length)} days.`
          : `${countOf({ count: failed, isCapped: false }, 'payout', 'payouts')} that left in the last ${String(days.length)} days.`
      }
      points={points}
      series={[{ name: 'Came back', tone: 'failed' }]}
      head={['Came back']}
      first="Left on, UTC day"
    />
  );
}

function totalOf(unit: Currency, sums: Parameters<typeof sumByCurrency>[0]) {
  return sumByCurrency(sums)[0] ?? money(0n, unit);
}
