import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { MoneyNotStopped } from '#lib/kill-switch/types.ts';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { MoneyThatStays, notStoppedInWords } from './money-stopped.tsx';

const NOT_TOLD: MoneyNotStopped = {
  why: 'not_told',
  accounts: 2,
  exposed: [money(12_000n, currency('usd')), money(7n, currency('jpy'))],
};
const BY_ITSELF: MoneyNotStopped = { why: 'paid_by_itself', accounts: 1, exposed: [] };

const drawn = (notStopped: readonly MoneyNotStopped[], isReleased = false): string =>
  renderToStaticMarkup(
    <MoneyThatStays
      waiting={[]}
      sums={[]}
      stopped={[]}
      notStopped={notStopped}
      isReleased={isReleased}
      path="/kill-switch/ksw_1"
      chosen={undefined}
    />,
  ).replaceAll(/<[^>]+>/g, '');

it('money of an account of which Stripe does not tell is said to be not known to be stopped', () => {
  expect(drawn([])).not.toContain('Not known to be stopped');
  const text = drawn([BY_ITSELF, NOT_TOLD]);
  expect(text).toContain('None so far.Not known to be stopped');
  expect(text).toMatch(/120\.00.USD, 7.JPY in 2 accounts: Stripe has not told that it pays nothing out/);
  expect(text).toContain('No money that Sluice has read in 1 account: Stripe pays it out by itself');
  expect(drawn([NOT_TOLD], true)).toContain('Stripe never told, while the switch stood');
});

it('stands on record in one line', () => {
  expect(notStoppedInWords([BY_ITSELF])).toBe('1 account');
  expect(notStoppedInWords([BY_ITSELF, NOT_TOLD])).toBe('3 accounts with 7 JPY and 120.00 USD');
});
