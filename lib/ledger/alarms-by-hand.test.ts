import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { ROLE_PERMISSIONS } from '../auth/permissions.ts';
import { jobContext } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase } from '../db/client.ts';
import { inTransaction } from '../db/transaction.ts';
import { remindOfDrill } from '../kill-switch/remind-of-drill.ts';
import { listAlarmsAbout, listOpenAlarms } from '../overview/alarm-queries.ts';
import { recordHeadExport } from '../audit/record-head-export.ts';
import { noteForgottenMoney } from '../payouts/cadences/note-forgotten-money.ts';
import { ALARM_KINDS } from './alarm-kinds.ts';
import { ENDED_BY_PROGRAM } from './end-alarms.ts';
import { raiseAlarms } from './raise-alarms.ts';
import type { AlarmKind } from './types.ts';

/* With the program's own role nobody closes an alarm unseen, nor makes it say something else. */

let testDatabase: TestDatabase;
let owner: ReturnType<typeof openDatabase>['sql'];
const reader = jobContext('health-check');

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
  for (const [id, role] of [
    ['opr_Anna', 'finance_operator'],
    ['opr_Ines', 'risk_reviewer'],
    ['opr_Marek', 'administrator'],
    ['opr_Vera', 'viewer'],
  ] as const)
    await owner`insert into operators (operator_id, email, name, role) values (${id}, ${`${id}@example.com`}, ${id}, ${role})`;
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  await owner`update alarms set closed_at = now() where closed_at is null`;
});

const raise = (kind: AlarmKind, text = 'Money left.', subject = 'po_1') =>
  inTransaction((tx) => raiseAlarms(tx, [{ kind, subject, text }]));
const openOf = (kind: AlarmKind) => listOpenAlarms(reader, kind);

type Said = { action?: string; kind?: string; actor?: string; text?: string; note?: string; at?: string };

/** Two statements with the program's role: the record, as somebody would make it up, and the closing. */
async function closeByHand(kind: AlarmKind, said: Said | null): Promise<void> {
  await databaseClient().begin(async (tx) => {
    if (said !== null)
      await tx`
        insert into audit_records (actor_kind, actor_id, action, subject, outcome, before, after, request_id)
        select ${said.kind ?? 'operator'}, ${said.actor ?? 'opr_Anna'}, ${said.action ?? 'alarm.close'}, subject, 'done',
          jsonb_build_object('alarmId', alarm_id::text, 'kind', kind, 'text', coalesce(${said.text ?? null}::text, text)),
          jsonb_build_object('note', ${said.note ?? 'Looked at.'}::text), 'r'
        from alarms where kind = ${kind} and closed_at is null`;
    await tx`update alarms set closed_at = coalesce(${said?.at ?? null}::timestamptz, now()) where kind = ${kind} and closed_at is null`;
  });
}

describe('an alarm that somebody closes by hand', () => {
  it.each<[string, Said | null]>([
    ['without a record', null],
    ['on record of a job, where a person has to look', { action: 'alarm.end', kind: 'job', actor: 'x' }],
    ['on record of a job as if it were a person', { kind: 'job' }],
    ['on record of nobody', { actor: 'opr_nobody' }],
    ['on record of who may only read', { actor: 'opr_Vera' }],
    ['on record of who may not close alarms', { actor: 'opr_Ines' }],
    ['on record without a note', { note: '  ' }],
    ['on record of another text', { text: 'Nothing happened.' }],
    ['as of another time', { at: '2026-01-01' }],
  ])('stays open: %s', async (_name, said) => {
    await raise('payout_bypassed');
    await expect(closeByHand('payout_bypassed', said)).rejects.toMatchObject({ code: '23000' });
    expect(await openOf('payout_bypassed')).toHaveLength(1);
  });

  it.each(['opr_Anna', 'opr_Marek'])('leaves at least the record of %s, who may', async (actor) => {
    await raise('payout_bypassed');
    await closeByHand('payout_bypassed', { actor });
    expect(await openOf('payout_bypassed')).toEqual([]);
  });

  it('is not closed by a record of before', async () => {
    await raise('payout_bypassed');
    await databaseClient()`
      insert into audit_records (actor_kind, actor_id, action, subject, outcome, before, after, request_id)
      select 'operator', 'opr_Anna', 'alarm.close', subject, 'done',
        jsonb_build_object('alarmId', alarm_id::text, 'kind', kind, 'text', text), '{"note": "Looked at."}', 'r'
      from alarms where kind = 'payout_bypassed' and closed_at is null`;
    await expect(closeByHand('payout_bypassed', null)).rejects.toMatchObject({ code: '23000' });
  });

  it('is not opened again, nor closed as of another moment', async () => {
    await raise('payout_bypassed');
    await closeByHand('payout_bypassed', {});
    const sql = databaseClient();
    for (const at of [null, '2026-01-01'])
      await expect(
        sql`update alarms set closed_at = ${at}::timestamptz where kind = 'payout_bypassed'`,
      ).rejects.toMatchObject({ code: '23000' });
  });
});

it('who may close an alarm is said alike by the database and by the table of permissions', () => {
  const may = Object.entries(ROLE_PERMISSIONS).flatMap(([role, permissions]) =>
    permissions.includes('alarms.close') ? [role] : [],
  );
  expect(may.sort()).toEqual(['administrator', 'finance_operator']);
});

it('which alarms the program closes is said alike by the database and by the code', async () => {
  const rows = await databaseClient()<{ kind: string }[]>`
    select kind from unnest(${[...ALARM_KINDS]}::text[]) as kind where is_ended_by_program(kind) order by kind`;
  expect(rows.map(({ kind }) => kind)).toEqual([...ENDED_BY_PROGRAM].sort());
});

describe('an alarm whose cause only the program sees', () => {
  it('is closed by it, on record', async () => {
    const job = jobContext('seal-audit');
    await recordHeadExport(job, { failure: 'No space.' });
    await recordHeadExport(job, { failure: null });
    const cadences = jobContext('propose-payouts');
    await noteForgottenMoney(cadences, { forgotten: [{ connectedAccountId: 'acct_1', text: 'Forgotten.' }] });
    await noteForgottenMoney(cadences, { forgotten: [] });
    expect(await listOpenAlarms(reader)).toEqual([]);
    const records = await databaseClient()`
      select actor_id, subject, before ->> 'kind' as kind from audit_records where action = 'alarm.end' order by 3`;
    expect([...records]).toEqual([
      { actor_id: 'seal-audit', subject: 'audit', kind: 'audit_head_not_exported' },
      { actor_id: 'propose-payouts', subject: 'acct_1', kind: 'money_without_proposal' },
    ]);
  });

  it('stays open without that record', async () => {
    await raise('money_without_proposal');
    await expect(closeByHand('money_without_proposal', null)).rejects.toMatchObject({ code: '23000' });
  });
});

describe('an alarm whose cause the database sees', () => {
  const event = async (state: string): Promise<void> => {
    await owner.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`delete from stripe_events where stripe_event_id = 'evt_1'`;
      await tx`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state, attempts)
        values ('evt_1', now(), 'acct_1', 'payout.paid', false, 'connect', 'backfill', ${state}, 1)`;
    });
  };
  const gap = async (filledAt: string | null): Promise<string> => {
    const [row] = await owner<{ id: string }[]>`
      insert into event_gaps (endpoint_kind, starts_at, ends_at, events_missed, filled_at)
      values ('connect', now() - interval '1 day', now() + interval '1 day', 1, ${filledAt}) returning event_gap_id::text as id`;
    return `gap ${row?.id ?? ''}`;
  };

  it('is closed with it: a failed event that is processed after all', async () => {
    await raise('stripe_event_failed', 'It failed.', 'evt_1');
    await event('failed');
    await expect(closeByHand('stripe_event_failed', null)).rejects.toMatchObject({ code: '23000' });
    await event('processed');
    await closeByHand('stripe_event_failed', null);
    expect(await openOf('stripe_event_failed')).toEqual([]);
  });

  it('is closed with it: a gap of which every event is processed, whatever is said of the gap', async () => {
    await event('received');
    await raise('event_gap', 'No webhook came.', await gap('2026-11-20'));
    await expect(closeByHand('event_gap', null)).rejects.toMatchObject({ code: '23000' });
    await event('failed');
    await expect(closeByHand('event_gap', null)).rejects.toMatchObject({ code: '23000' });
    await event('processed');
    await closeByHand('event_gap', null);
    await raise('event_gap', 'No webhook came.', await gap(null));
    await expect(closeByHand('event_gap', null)).rejects.toMatchObject({ code: '23000' });
  });

  it('is closed with it: a lock of dispatch, and a drill that is due', async () => {
    await owner`update dispatch_control set locked_at = now(), locked_because = 'x'`;
    await raise('dispatch_locked', 'Locked.', 'dispatch');
    await expect(closeByHand('dispatch_locked', null)).rejects.toMatchObject({ code: '23000' });
    await owner`update dispatch_control set read_whole_at = clock_timestamp()`;
    await owner`update dispatch_control set locked_at = null, locked_because = null`;
    await closeByHand('dispatch_locked', null);
    const drill = async (days: number): Promise<void> => {
      await owner.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`
          insert into kill_switches (kill_switch_id, scope, is_drill, reason, state, epoch, engaged_by, pressed_at, stripe_ended_at)
          values (${`ksw_${String(days)}`}, 'everything', true, 'x', 'engaged', 1, 'opr_1', now() - make_interval(days => ${days}), now())`;
      });
    };
    await drill(31);
    const job = jobContext('stop-payouts');
    await remindOfDrill(job, {});
    await expect(closeByHand('drill_due', null)).rejects.toMatchObject({ code: '23000' });
    await drill(1);
    await remindOfDrill(job, {});
    expect(await listOpenAlarms(reader)).toEqual([]);
  });
});

it('whatever an alarm is made to say, what it said before is shown with it', async () => {
  await raise('payout_bypassed', 'Somebody pays 5.00 out of acct_1.');
  await databaseClient()`update alarms set text = 'All is well.' where kind = 'payout_bypassed' and closed_at is null`;
  await raise('payout_bypassed', 'Somebody pays 5.00 out of acct_1.');
  await databaseClient()`update alarms set text = 'All is well.' where kind = 'payout_bypassed' and closed_at is null`;
  expect(await openOf('payout_bypassed')).toMatchObject([
    {
      text: 'All is well.',
      occurrences: 2,
      earlier: ['Somebody pays 5.00 out of acct_1.', 'All is well.', 'Somebody pays 5.00 out of acct_1.'],
      earlierCount: 3,
    },
  ]);
});

it('alarms about a payout are found by what they are about, with what each said before', async () => {
  await raise('payout_outcome_unknown', 'Asked three times.', 'prq_1');
  await raise('payout_outcome_unknown', 'Stripe never made it.', 'prq_1');
  await raise('payout_bypassed', 'Another one.', 'po_2');
  await raise('payout_not_settled', 'Not booked.', 'po_1');
  expect(await listAlarmsAbout(reader, ['prq_1', 'po_1'])).toMatchObject([
    { subject: 'prq_1', text: 'Stripe never made it.', earlier: ['Asked three times.'] },
    { subject: 'po_1', text: 'Not booked.', earlier: [] },
  ]);
  expect(await listAlarmsAbout(reader, ['po_3'])).toEqual([]);
});
