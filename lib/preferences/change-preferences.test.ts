import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { readOperatorSession } from '../auth/operator-session.ts';
import { signInContext } from '../auth/sign-in.ts';
import { startOperatorSession } from '../auth/start-operator-session.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { changePreferences } from './change-preferences.ts';
import { USUAL_PREFERENCES } from './choices.ts';

const anna = { operatorId: 'opr_anna', name: 'Anna', email: 'anna@sluice.example', role: 'viewer' } as const;
const vera = { operatorId: 'opr_vera', name: 'Vera', email: 'vera@sluice.example', role: 'viewer' } as const;
const as = ({ operatorId, name, role }: typeof anna | typeof vera): Context => ({
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId, name, role },
});

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  for (const { operatorId, email, name, role } of [anna, vera])
    await sql`insert into operators (operator_id, email, name, role) values (${operatorId}, ${email}, ${name}, ${role})`;
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  await sql`delete from operator_preferences`;
});

/** What a browser that has just signed in is told. */
async function seenInNewBrowser(person: typeof anna | typeof vera) {
  const { sessionId } = await startOperatorSession(signInContext(person), { provider: 'oidc' });
  return (await readOperatorSession(sessionId, { touch: false }))?.preferences;
}

const changesOnRecord = async () => [
  ...(await sql`select actor_id, subject, before, after from audit_records
    where action = 'preferences.change' order by audit_record_id`),
];

describe('a person’s preferences', () => {
  it('follow to another browser, and are nobody else’s', async () => {
    expect(await seenInNewBrowser(anna)).toEqual(USUAL_PREFERENCES);
    await changePreferences(as(anna), { zone: 'Asia/Tokyo', singleKeys: 'off' });
    await changePreferences(as(anna), { theme: 'dark' });
    expect(await seenInNewBrowser(anna)).toEqual({
      zone: 'Asia/Tokyo',
      theme: 'dark',
      density: 'normal',
      singleKeys: 'off',
    });
    expect(await seenInNewBrowser(vera)).toEqual(USUAL_PREFERENCES);
  });

  it('leave one row on record for each change, with what was, and none where nothing changed', async () => {
    const before = (await changesOnRecord()).length;
    await changePreferences(as(vera), { density: 'compact' });
    await changePreferences(as(vera), { density: 'compact', zone: 'UTC' });
    await changePreferences(as(vera), { density: 'normal' });
    const row = { actor_id: 'opr_vera', subject: 'opr_vera' };
    expect((await changesOnRecord()).slice(before)).toEqual([
      { ...row, before: { density: 'normal' }, after: { density: 'compact' } },
      { ...row, before: { density: 'compact' }, after: { density: 'normal' } },
    ]);
  });

  it('changed twice at once are both kept', async () => {
    await Promise.all([
      changePreferences(as(anna), { theme: 'light' }),
      changePreferences(as(anna), { zone: 'Europe/Berlin' }),
      changePreferences(as(anna), { density: 'comfortable' }),
    ]);
    expect(await seenInNewBrowser(anna)).toMatchObject({
      theme: 'light',
      zone: 'Europe/Berlin',
      density: 'comfortable',
    });
  });

  it.each([
    [{ zone: 'Mars/Olympus' }],
    [{ zone: '+05:30' }],
    [{ zone: 'europe/berlin' }],
    [{ theme: 'pink' }],
    [{ density: '' }],
    [{ singleKeys: 'yes' }],
    [{ operatorId: 'opr_vera', theme: 'dark' }],
  ])('take none that is not one of ours: %j', async (change) => {
    await expect(changePreferences(as(anna), change as never)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await seenInNewBrowser(anna)).toEqual(USUAL_PREFERENCES);
  });
});
