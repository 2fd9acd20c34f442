import { describe, expect, it } from 'vitest';
import { ALARM_KINDS } from '../ledger/alarm-kinds.ts';
import { alarmSeverity, groupByCause, kindsOf } from './alarm-causes.ts';
import type { OpenAlarm } from './types.ts';

const saguaro = { connectedAccountId: 'acct_1', name: 'Saguaro Saddlery Inc.' };
let count = 0;

function alarm(kind: string, account: OpenAlarm['account'], subject = 'acct_1'): OpenAlarm {
  count += 1;
  return {
    alarmId: String(count),
    kind,
    subject,
    account,
    text: 'It happened.',
    raisedAt: new Date(0),
    occurrences: 1,
    earlier: [],
    earlierCount: 0,
    severity: alarmSeverity(kind),
    named: [],
  };
}

describe('alarms of one cause', () => {
  it('are one: a schedule switched on outside, the weaker lock, and the payouts that it makes', () => {
    const alarms = [
      alarm('schedule_bypassed', saguaro),
      alarm('lock_weakened', saguaro),
      alarm('payout_bypassed', saguaro, 'po_1'),
      alarm('payout_bypassed', saguaro, 'po_2'),
    ];
    const [cause, ...others] = groupByCause(alarms);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({ kind: 'schedule_bypassed', severity: 'urgent', account: saguaro, alarms });
  });

  it('are not mixed with those of another account, nor with other trouble of the same one', () => {
    const other = { connectedAccountId: 'acct_2', name: 'Kovács Bt.' };
    const causes = groupByCause([
      alarm('payout_bypassed', saguaro, 'po_1'),
      alarm('payout_bypassed', other, 'po_2'),
      alarm('hold_overdue', saguaro),
    ]);
    expect(causes.map(({ alarms }) => alarms.length)).toEqual([1, 1, 1]);
  });

  it('stay apart where each asks for a decision of its own, and where no account is known', () => {
    const causes = groupByCause([
      alarm('payout_outcome_unknown', saguaro, 'prq_1'),
      alarm('payout_outcome_unknown', saguaro, 'prq_2'),
      alarm('payout_bypassed', null, 'po_3'),
      alarm('payout_bypassed', null, 'po_4'),
    ]);
    expect(causes).toHaveLength(4);
  });
});

it('every kind has a severity of its own, and an unknown kind is not the last to be seen', () => {
  expect([...kindsOf('urgent'), ...kindsOf('soon'), ...kindsOf('in_turn')].sort()).toEqual(
    [...ALARM_KINDS].sort(),
  );
  expect(alarmSeverity('something_new')).toBe('soon');
});
