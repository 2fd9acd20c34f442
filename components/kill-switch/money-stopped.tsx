import type { Route } from 'next';
import Link from 'next/link';
import { Chart } from '#components/charts/chart.tsx';
import { chartNumber } from '#components/charts/chart-number.ts';
import type { ChartPoint } from '#components/charts/types.ts';
import { Amount } from '#components/money/amount.tsx';
import { Section } from '#components/ui/card.tsx';
import type { MoneyNotStopped, MoneyStopped, StoppedSum, WaitingMoney } from '#lib/kill-switch/types.ts';
import { formatMoney, formatPaidDigits } from '#lib/money/format.ts';
import { sumByCurrency, type Money } from '#lib/money/money.ts';
import { axisInWords, durationInWords, notStoppedBecause } from './switch-words.ts';

/** Fewer bars than this are no curve: then the numbers themselves are shorter. */
const BARS_LEAST = 3;

/**
 * Money that stays because of the press: approved payouts that wait with us, and what lay behind Stripe's own schedules. The
 * curve is of one currency, for sums of two are never added and a curve each is a page for a thumb.
 * @param path of the page, without its currency @param chosen the currency whose curve is drawn, as the address has it
 */
export function MoneyThatStays({
  waiting,
  sums,
  stopped,
  notStopped,
  isReleased,
  path,
  chosen,
}: {
  waiting: readonly WaitingMoney[];
  sums: readonly StoppedSum[];
  stopped: readonly MoneyStopped[];
  notStopped: readonly MoneyNotStopped[];
  isReleased: boolean;
  path: string;
  chosen: string | undefined;
}) {
  const curves = Map.groupBy(stopped, ({ stopped: { currency } }) => currency as string);
  const drawn = sums
    .map(({ stopped: { currency } }) => currency as string)
    .filter((code) => (curves.get(code)?.length ?? 0) >= BARS_LEAST);
  const shown = drawn.find((code) => code === chosen) ?? drawn[0];
  return (
    <Section
      id="money"
      title="Money that stays"
      lead={
        isReleased
          ? 'Money that Stripe’s schedules no longer pay out: a released switch sets no schedule back. What Sluice pays waits for this switch no more.'
          : 'Approved payouts that wait with us now, and money that Stripe’s schedules no longer pay out. Where an owner can pay out too it is not held by that: see “Paths still open”.'
      }
    >
      {waiting.length === 0 && sums.length === 0 ? <p className="muted">None so far.</p> : null}
      {waiting.length === 0 ? null : (
        <ul className="stop-list">
          {waiting.map(({ payouts, amount }) => (
            <li key={amount.currency}>
              <Amount value={amount} run /> in {String(payouts)} approved{' '}
              {payouts === 1 ? 'payout' : 'payouts'}
            </li>
          ))}
        </ul>
      )}
      {sums.length === 0 ? null : <Sums sums={sums} drawn={drawn} shown={shown} path={path} />}
      <Rests sums={sums} />
      <NotStopped notStopped={notStopped} isReleased={isReleased} />
      {shown === undefined ? null : <Curve curve={curves.get(shown) ?? []} />}
    </Section>
  );
}

/** A line a currency; with more than one curve to see, its name chooses the one that is drawn. */
function Sums({
  sums,
  drawn,
  shown,
  path,
}: {
  sums: readonly StoppedSum[];
  drawn: readonly string[];
  shown: string | undefined;
  path: string;
}) {
  return (
    <table className="data plain-rows stop-sums">
      <caption>In balances whose automatic schedule is off now</caption>
      <thead>
        <tr>
          <th scope="col">Currency</th>
          <th scope="col" className="n">
            Money
          </th>
          <th scope="col" className="n">
            Accounts
          </th>
          <th scope="col" className="n">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {sums.map(({ stopped, accounts, later, endedAfter }) => {
          const code = stopped.currency.toUpperCase();
          return (
            <tr key={code}>
              <th scope="row">
                {drawn.length > 1 && drawn.includes(stopped.currency) ? (
                  <Link
                    href={`${path}?currency=${stopped.currency}#money` as Route}
                    prefetch={false}
                    scroll={false}
                    className="link"
                    aria-current={stopped.currency === shown ? 'true' : undefined}
                  >
                    {code}
                    <span className="vh">, draw its curve</span>
                  </Link>
                ) : (
                  code
                )}
              </th>
              <td className="n">
                <Amount value={stopped} bare paid />
              </td>
              <td className="n">
                {String(accounts)}
                {later === 0 || later === accounts ? null : (
                  <span className="small muted"> ({String(later)} later)</span>
                )}
              </td>
              <td className="n">{endedAfter === null ? 'later' : durationInWords(endedAfter * 1_000)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What is not in these sums: never called stopped while Stripe has not told that it is. */
function NotStopped({
  notStopped,
  isReleased,
}: {
  notStopped: readonly MoneyNotStopped[];
  isReleased: boolean;
}) {
  if (notStopped.length === 0) return null;
  return (
    <>
      <h3>Not known to be stopped</h3>
      <ul className="stop-list">
        {notStopped.map(({ why, accounts, exposed }) => (
          <li key={why}>
            {exposed.map((amount, position) => (
              <span key={amount.currency}>
                {position === 0 ? '' : ', '}
                <Amount value={amount} run />
              </span>
            ))}
            {exposed.length === 0 ? 'No money that Sluice has read' : null} in {countOf(accounts)}:{' '}
            {notStoppedBecause(why, isReleased)}
          </li>
        ))}
      </ul>
    </>
  );
}

const countOf = (accounts: number): string =>
  `${accounts.toLocaleString('en-GB')} ${accounts === 1 ? 'account' : 'accounts'}`;

/** The same for the record: `2 accounts with 120.00 USD and 7 JPY`. */
export function notStoppedInWords(notStopped: readonly MoneyNotStopped[]): string {
  const accounts = notStopped.reduce((sum, one) => sum + one.accounts, 0);
  const sums = sumByCurrency(notStopped.flatMap(({ exposed }) => exposed)).map((sum) => formatMoney(sum));
  return `${countOf(accounts)}${sums.length === 0 ? '' : ` with ${listed(sums)}`}`;
}

/** Where the rest is of currencies that Stripe pays out in whole units. */
function Rests({ sums }: { sums: readonly StoppedSum[] }) {
  const rests = sums.map(({ rest }) => rest).filter(({ amount }) => amount > 0n);
  if (rests.length === 0) return null;
  return (
    <p className="small muted">
      Payouts in {listed(rests.map(({ currency }) => currency.toUpperCase()))} are in whole units:{' '}
      {listed(rests.map((rest) => formatMoney(rest)))} more {rests.length === 1 ? 'lies' : 'lie'} in these
      balances and would have stayed there.
    </p>
  );
}

const listed = (words: readonly string[]): string => new Intl.ListFormat('en-GB').format(words);

const paidInWords = (sum: Money): string => `${formatPaidDigits(sum)} ${sum.currency.toUpperCase()}`;

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
      texts: [paidInWords(stopped), String(accounts)],
    };
  });
  return (
    <div className="stop-curve">
      <Chart
        id={`stopped-${last.stopped.currency}`}
        title={`Money stopped over time, ${last.stopped.currency.toUpperCase()}`}
        summary={`${paidInWords(last.stopped)} after ${durationInWords(last.endedAfter * 1_000)}`}
        points={points}
        series={[{ name: 'Stopped', tone: 'first' }]}
        head={['Stopped', 'Accounts']}
        first="After the press"
      />
    </div>
  );
}
