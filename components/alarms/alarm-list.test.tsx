import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { OpenAlarm } from '#lib/overview/types.ts';
import { AlarmList } from './alarm-list.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const account = { connectedAccountId: 'acct_1', name: 'Saguaro Saddlery' };

function drawn(said: Pick<OpenAlarm, 'earlier' | 'earlierCount'>): string {
  const alarm: OpenAlarm = {
    ...{
      alarmId: '1',
      kind: 'payout_bypassed',
      subject: 'po_1',
      text: 'All is well.',
      raisedAt: new Date(0),
    },
    ...{ occurrences: 1, severity: 'urgent', account, named: [account] },
    ...said,
  };
  const cause = {
    key: 'outside acct_1',
    severity: 'urgent',
    kind: alarm.kind,
    account,
    alarms: [alarm],
  } as const;
  return renderToStaticMarkup(<AlarmList causes={[cause]} close={null} />);
}

it('an alarm shows what it said before, with the names of accounts, and how much more there was', () => {
  expect(drawn({ earlier: [], earlierCount: 0 })).not.toContain('Said before');
  const one = drawn({ earlier: ['Somebody pays 5.00 out of acct_1.'], earlierCount: 1 });
  expect(one).toMatch(/Said before this.*Somebody pays 5\.00 out of .*<bdi>Saguaro Saddlery<\/bdi>/);
  expect(one).not.toContain('The newest');
  expect(drawn({ earlier: ['It happened.'], earlierCount: 7 })).toContain('The newest 1 of 7.');
});
