import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { OpenAlarm } from '#lib/overview/types.ts';
import { AlarmsOnPayout } from './alarms-on-payout.tsx';

const account = { connectedAccountId: 'acct_1', name: 'Saguaro Saddlery' };
const ALARM: OpenAlarm = {
  alarmId: '7',
  kind: 'payout_outcome_unknown',
  subject: 'prq_1',
  text: 'Stripe never made a payout for prq_1.',
  raisedAt: new Date(0),
  occurrences: 2,
  earlier: ['Stripe was asked 3 times for prq_1 of acct_1.'],
  earlierCount: 1,
  severity: 'urgent',
  account,
  named: [account],
};

it('beside a payout an alarm about it says what it says, what it said before, and where it is closed', () => {
  expect(renderToStaticMarkup(<AlarmsOnPayout alarms={[]} />)).toBe('');
  const html = renderToStaticMarkup(<AlarmsOnPayout alarms={[ALARM]} />);
  expect(html).toMatch(/A payout’s outcome needs a person\..*Stripe never made a payout for prq_1\./);
  expect(html).toMatch(
    /Said before this.*Stripe was asked 3 times for prq_1 of .*<bdi>Saguaro Saddlery<\/bdi>/,
  );
  expect(html).toContain('href="/alarms?kind=payout_outcome_unknown"');
});
