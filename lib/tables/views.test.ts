import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context, OperatorRole, Role } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { deleteView } from './delete-view.ts';
import { renameView } from './rename-view.ts';
import { saveView } from './save-view.ts';
import { shareView } from './share-view.ts';
import { findDefaultView, listViews } from './view-queries.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const person = (operatorId: string, role: Exclude<Role, 'connected_account_owner'>): Context => ({
  actor: { kind: 'operator', operatorId, name: operatorId, role },
  requestId: 'test',
  now: new Date('2026-11-21T00:00:00Z'),
});
const anna = person('anna', 'finance_operator');
const ines = person('ines', 'risk_reviewer');
const marek = person('marek', 'administrator');
const noor = person('noor', 'administrator');
const vera = person('vera', 'viewer');

const view = (name: string, more: Partial<Parameters<typeof saveView>[1]> = {}) => ({
  savedViewId: `view_${name}`,
  list: 'payouts' as const,
  name,
  query: 'q=status%3Afailed&sort=oldest&cols=amount',
  ...more,
});

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  await sql`delete from saved_views`;
});

const share = (ctx: Context, savedViewId: string, defaultForRole: OperatorRole | null = null) =>
  shareView(ctx, { savedViewId, isShared: true, defaultForRole });

const names = async (ctx: Context) => (await listViews(ctx, 'payouts')).map(({ name }) => name);

test('one sees one’s own views and the shared ones, never somebody else’s', async () => {
  await saveView(anna, view('mine'));
  await share(anna, await saveView(anna, view('ours')));
  await saveView(vera, view('hers'));
  expect(await names(anna)).toEqual(['mine', 'ours']);
  expect(await names(vera)).toEqual(['hers', 'ours']);
  expect(await listViews(vera, 'events')).toEqual([]);
});

test('the same name is the same view, and its change is on record with what it was', async () => {
  const id = await saveView(anna, view('Late'));
  expect(
    await saveView(anna, { ...view('late', { query: 'q=status%3Apending' }), savedViewId: 'another' }),
  ).toBe(id);
  expect(await listViews(anna, 'payouts')).toMatchObject([
    { name: 'late', query: 'q=status%3Apending', isMine: true },
  ]);
  const [record] =
    await sql`select before, after from audit_records where subject = ${id} order by audit_record_id desc limit 1`;
  expect(record).toMatchObject({ before: { name: 'Late' }, after: { query: 'q=status%3Apending' } });
});

test('a role has one default, which takes the permission to share', async () => {
  await expect(share(vera, await saveView(vera, view('x')))).rejects.toMatchObject({ code: 'forbidden' });
  const first = await saveView(anna, view('first'));
  const unshared = { savedViewId: first, isShared: false, defaultForRole: 'viewer' as const };
  await expect(shareView(anna, unshared)).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(share(ines, first)).rejects.toMatchObject({ code: 'not_found' });
  expect(await findDefaultView(vera, 'payouts')).toBeNull();
  await share(marek, await saveView(marek, view('first of all')), 'viewer');
  expect(await findDefaultView(vera, 'payouts')).toMatchObject({ name: 'first of all' });
  await share(noor, await saveView(noor, view('second')), 'viewer');
  expect(await findDefaultView(vera, 'payouts')).toMatchObject({ name: 'second' });
  expect(await findDefaultView(anna, 'payouts')).toBeNull();
});

test('one chooses the default of one’s own role; what it replaces is on record, and only an administrator chooses for others', async () => {
  const mine = await saveView(anna, view('mine'));
  const refused = {
    code: 'forbidden',
    message: expect.stringContaining('An administrator chooses') as string,
  };
  await expect(share(anna, mine, 'administrator')).rejects.toMatchObject(refused);
  expect(await findDefaultView(marek, 'payouts')).toBeNull();
  const chosen = await saveView(marek, view('chosen'));
  await share(marek, chosen, 'finance_operator');
  await share(anna, mine, 'finance_operator');
  expect(await findDefaultView(anna, 'payouts')).toMatchObject({ name: 'mine' });
  const [lost] = await sql`
    select actor_id as by, before, after from audit_records where subject = ${chosen} and action = 'view.lose_default'`;
  expect(lost).toEqual({
    by: 'anna',
    before: { defaultForRole: 'finance_operator' },
    after: { defaultForRole: null },
  });
  // What an administrator chose for somebody's view stays when they share it again.
  const hers = await saveView(marek, view('hers'));
  await share(marek, hers, 'viewer');
  await sql`update saved_views set owner_id = 'anna' where saved_view_id = ${hers}`;
  await share(anna, hers, 'viewer');
  expect(await findDefaultView(vera, 'payouts')).toMatchObject({ name: 'hers' });
});

test('only its owner deletes a view, and somebody else’s is as unknown as none', async () => {
  const id = await saveView(anna, view('ours'));
  await share(anna, id);
  await expect(deleteView(vera, { savedViewId: id })).rejects.toMatchObject({ code: 'not_found' });
  await deleteView(anna, { savedViewId: id });
  await expect(deleteView(anna, { savedViewId: id })).rejects.toMatchObject({ code: 'not_found' });
});

test('a view keeps nothing but filter, order and columns', async () => {
  for (const query of ['cursor=abc', 'q=a&open=po_1', 'constructor=x']) {
    await expect(saveView(anna, view('x', { query }))).rejects.toMatchObject({ code: 'invalid_input' });
  }
});

test('one renames one’s own views only, never to a name that one has, and the old name is on record', async () => {
  const id = await saveView(anna, view('Late'));
  await saveView(anna, view('Early'));
  await saveView(vera, view('Hers'));
  await renameView(anna, { savedViewId: id, name: ' Hers ' });
  expect(await names(anna)).toEqual(['Early', 'Hers']);
  const records = () =>
    sql`select before, after from audit_records where action = 'view.rename' and subject = ${id}`;
  expect([...(await records())]).toEqual([{ before: { name: 'Late' }, after: { name: 'Hers' } }]);
  await renameView(anna, { savedViewId: id, name: 'Hers' });
  await renameView(anna, { savedViewId: id, name: 'hers' });
  expect(await records()).toHaveLength(2);
  await expect(renameView(anna, { savedViewId: id, name: 'EARLY' })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(renameView(vera, { savedViewId: id, name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(renameView(anna, { savedViewId: id, name: '  ' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  await Promise.allSettled([
    renameView(anna, { savedViewId: id, name: 'Both' }),
    renameView(anna, { savedViewId: 'view_Early', name: 'both' }),
  ]);
  expect((await names(anna)).filter((name) => name.toLowerCase() === 'both')).toHaveLength(1);
});
