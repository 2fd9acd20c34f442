import postgres from 'postgres';
import { afterEach, beforeAll, afterAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { databaseAddress } from '#scripts/test-template.ts';
import { closeDatabase } from './db/client.ts';
import { findStartRefusal } from './start-refusal.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());
// Also what `env()` has read before is forgotten, as in a process of its own.
afterEach(async () => {
  await closeDatabase();
  vi.resetModules();
});

const EVERYWHERE = '0.0.0.0';

function refusalWith(settings: Record<string, string>, hostname: string | undefined = EVERYWHERE) {
  for (const [name, value] of Object.entries({ DATABASE_URL: testDatabase.url, ...settings }))
    vi.stubEnv(name, value);
  return findStartRefusal(hostname);
}

function address(change: (url: URL) => void): string {
  const url = new URL(testDatabase.url);
  change(url);
  return url.href;
}

it('nothing is refused where everything is right', async () => {
  expect(await refusalWith({})).toBeNull();
});

it('a demo that would listen for others is refused, one for this machine is not', async () => {
  const { findStartRefusal: freshly } = await import('./start-refusal.ts');
  vi.stubEnv('DATABASE_URL', testDatabase.url);
  vi.stubEnv('SLUICE_DEMO', '1');
  for (const hostname of [EVERYWHERE, undefined, '10.0.0.7'])
    expect(await freshly(hostname)).toBe(
      'SLUICE_DEMO=1 lets anybody sign in by name, so it listens on this machine alone: set HOSTNAME=127.0.0.1, or start it with npm start.',
    );
  expect(await freshly('127.0.0.1')).toBeNull();
});

it('a login that does not exist, or has another password, is said in a sentence', async () => {
  const said = /^Postgres does not let Sluice in: password authentication failed for user "[^"]+"\. Correct /;
  const nobody = address((url) => (url.username = 'nobody_of_this_name'));
  expect(await refusalWith({ DATABASE_URL: nobody })).toMatch(said);
  await closeDatabase();
  const guessed = address((url) => (url.password = 'guessed'));
  expect(await refusalWith({ DATABASE_URL: guessed })).toMatch(said);
});

it('a database that does not exist, an empty one and no Postgres at all are said in sentences', async () => {
  expect(await refusalWith({ DATABASE_URL: databaseAddress(testDatabase.url, 'none_of_this_name') })).toBe(
    'Postgres has no such database: database "none_of_this_name" does not exist. Correct the address in DATABASE_URL, or create the database and run: npm run db:migrate',
  );
  await closeDatabase();
  expect(await refusalWith({ DATABASE_URL: databaseAddress(testDatabase.url, 'postgres') })).toBe(
    'The database in DATABASE_URL is empty. Run: npm run db:migrate',
  );
  await closeDatabase();
  const nowhere = 'postgres://sluice:nothing@127.0.0.1:1/sluice';
  expect(await refusalWith({ DATABASE_URL: nowhere })).toBe(
    'No Postgres answers at the address in DATABASE_URL (ECONNREFUSED). Start it, or correct the address.',
  );
});

it('a login that may not take the runtime role is told what to run', async () => {
  const name = `test_${crypto.randomUUID().slice(0, 8)}_powerless`;
  const owner = postgres(testDatabase.ownerUrl, { max: 1 });
  try {
    await owner.unsafe(`create role ${name} login password 'known'`);
    const powerless = address((url) => Object.assign(url, { username: name, password: 'known' }));
    expect(await refusalWith({ DATABASE_URL: powerless })).toMatch(
      /^The login in DATABASE_URL may not act for Sluice: permission denied to set role "sluice_app"\. Run npm run db:migrate /,
    );
  } finally {
    await closeDatabase();
    await owner.unsafe(`drop role if exists ${name}`);
    await owner.end();
  }
});

it('a fault of another kind keeps its stack', async () => {
  const owner = postgres(testDatabase.ownerUrl, { max: 1 });
  await owner`revoke usage on schema drizzle from sluice_app`;
  await expect(refusalWith({})).rejects.toThrow(/^permission denied for schema drizzle$/);
  await owner`grant usage on schema drizzle to sluice_app`;
  await owner.end();
});
