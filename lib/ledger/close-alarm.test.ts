import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase } from '../db/client.ts';
import { inTransaction } from '../db/transaction.ts';
import { listOpenAlarms } from '../overview/alarm-queries.ts';
import { closeAlarm } from './close-alarm.ts';
import { raiseAlarms } from './raise-alarms.ts';

let testDatabase: TestDatabase;
let owner: ReturnType<typeof openDatabase>['sql'];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
  await owner`insert into operators (operator_id, email, name, role) values ('op_1', 'anna@example.com', 'Anna', 'finance_operator')`;
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

const as = (role: 'finance_operator' | 'viewer'): Context => ({
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Anna', role },
  requestId: 'req_1',
  now: new Date('2026-11-21T12:00:00Z'),
});
const anna = as('finance_operator');
const raise = () =>
  inTransaction((tx) => raiseAlarms(tx, [{ kind: 'event_gap', subject: 'gap 1', text: 'No webhook came.' }]));

async function onlyOpen() {
  const [alarm, ...others] = await listOpenAlarms(anna);
  if (alarm === undefined || others.length > 0) throw new Error('there is not one open alarm');
  return { alarmId: alarm.alarmId, occurrencesSeen: alarm.occurrences };
}

describe('an alarm', () => {
  beforeEach(async () => {
    await owner`update alarms set closed_at = now() where closed_at is null`;
    await raise();
  });

  it('is closed by a person with a note, and both are on record', async () => {
    const seen = await onlyOpen();
    await closeAlarm(anna, { ...seen, note: '  The endpoint was down. ' });
    expect(await listOpenAlarms(anna)).toEqual([]);
    const records = await databaseClient()`
      select actor_id, subject, after from audit_records where action = 'alarm.close' and before ->> 'alarmId' = ${seen.alarmId}`;
    expect([...records]).toEqual([
      { actor_id: 'op_1', subject: 'gap 1', after: { note: 'The endpoint was down.' } },
    ]);
    await expect(closeAlarm(anna, { ...seen, note: 'Again.' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['', '   ', 'x'.repeat(1_001)])('stays open without a proper note', async (note) => {
    await expect(closeAlarm(anna, { ...(await onlyOpen()), note })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await listOpenAlarms(anna)).toHaveLength(1);
  });

  it('that was raised again since it was seen stays open', async () => {
    const seen = await onlyOpen();
    await raise();
    await expect(closeAlarm(anna, { ...seen, note: 'Repaired.' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await closeAlarm(anna, { ...(await onlyOpen()), note: 'Repaired.' });
  });

  it('is not closed by somebody who only reads', async () => {
    await expect(closeAlarm(as('viewer'), { ...(await onlyOpen()), note: 'No.' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await listOpenAlarms(as('viewer'), 'event_gap')).toHaveLength(1);
    expect(await listOpenAlarms(as('viewer'), 'another')).toEqual([]);
  });
});
