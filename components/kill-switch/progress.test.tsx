import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { OpenPaths } from './progress.tsx';

const PATHS = [
  {
    lockStrength: 'automatic',
    accounts: 1,
    exposed: [money(100_00n, currency('eur'))],
    named: [{ connectedAccountId: 'acct_1A', displayName: 'Kolibri' }],
  },
  { lockStrength: 'manual_holder_can_pay', accounts: 2, exposed: [], named: [] },
];

const drawn = (scope: string, scopeValue: string): string =>
  renderToStaticMarkup(
    <OpenPaths
      pressed={{ scope, scopeValue, stripeEndedAt: new Date('2026-11-23T06:00:00Z') }}
      paths={PATHS}
      sessions={{ count: 0, lastExpiresAt: null, shown: [], links: { count: 0, shown: [] } }}
    />,
  ).replaceAll(/<[^>]+>/g, '');

it('whoever Stripe still pays by a schedule is named as not locked', () => {
  expect(drawn('method', 'standard')).toContain('until the schedule is manual');
  expect(drawn('method', 'standard')).toContain('Not locked: Kolibri');
  expect(drawn('method', 'standard')).not.toContain('Standard payouts go on');
});

it('of a press of instant payouts no schedule is a path that it left open', () => {
  const text = drawn('method', 'instant');
  expect(text).toContain('Standard payouts go on');
  expect(text).toContain('An owner with a dashboard may pay out instantly.');
  expect(text).toContain('the account’s owner can still pay out by themselves');
  expect(text).not.toContain('Not locked');
});
