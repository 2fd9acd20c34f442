import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDatabaseLogin } from '#scripts/database-login.ts';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from './client.ts';
import { findLoginPower } from './login-power.ts';

let testDatabase: TestDatabase;
let owner: Sql;
const made: string[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});
afterAll(async () => {
  await closeDatabase();
  for (const role of made) await owner`drop role if exists ${owner(role)}`;
  await owner.end({ timeout: 5 });
  await testDatabase.drop();
});

/** Roles belong to the whole server, which other test files use too. */
function freshRole(): string {
  const name = `test_${crypto.randomUUID().slice(0, 8)} "login"`;
  made.push(name);
  return name;
}

function addressAs(role: string, password: string): string {
  const url = new URL(testDatabase.ownerUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}

describe('the connection of web and worker', () => {
  const FORGERY = 'update journal_entries set description = description';

  it('acts as the runtime role and logs in as somebody without power', async () => {
    const [who] = await databaseClient()`select current_user as acts, session_user as login`;
    expect(who).toEqual({ acts: 'sluice_app', login: 'sluice_login' });
    expect(await findLoginPower()).toBeNull();
  });

  it.each([
    'reset role',
    'set role none',
    'set role sluice',
    'set session authorization default',
    'set session authorization sluice',
    'set role pg_write_all_data',
    'reset role; set session_replication_role = replica',
    'reset role; alter role sluice_login superuser',
    'reset role; grant sluice to sluice_login',
    'reset role; alter table journal_entries disable trigger append_only',
    'reset role; drop trigger append_only on journal_entries',
    'reset role; create function public.mine() returns int language sql as $$ select 1 $$',
    "reset role; copy (select 1) to program 'true'",
  ])('gains nothing over the ledger by: %s', async (attempt) => {
    const connection = await databaseClient().reserve();
    try {
      // Some of these are allowed; none of them may lead to a changed entry.
      const outcomes = [];
      for (const statement of [...attempt.split('; '), FORGERY])
        outcomes.push(
          await connection.unsafe(statement).then(
            () => 'done',
            (error: unknown) => (error instanceof postgres.PostgresError ? error.code : error),
          ),
        );
      expect(outcomes.at(-1)).toBe('42501');
      if (outcomes.length > 2) expect(outcomes.at(-2)).toBe('42501');
    } finally {
      await connection.unsafe('set role sluice_app');
      connection.release();
    }
  });

  it('changes no administrator without a second one, neither with nor without the runtime role', async () => {
    await owner`insert into operators (operator_id, email, name, role) values
      ('opr_a', 'a@work.example', 'A', 'administrator'), ('opr_b', 'b@work.example', 'B', 'viewer')`;
    const promote = "update operators set role = 'administrator' where operator_id = 'opr_b'";
    await expect(databaseClient().unsafe(promote)).rejects.toThrow('needs the decision of a second one');
    const connection = await databaseClient().reserve();
    await connection`set role none`;
    await expect(connection.unsafe(promote)).rejects.toThrow('permission denied');
    await connection`set role sluice_app`;
    connection.release();
  });
});

describe('whoever logs in with power is named', () => {
  async function powerOf(url: string): Promise<string | null> {
    const { sql } = openDatabase(url, { max: 1 });
    try {
      return await findLoginPower(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  }

  it('a superuser', async () => {
    expect(await powerOf(testDatabase.ownerUrl)).toMatch(
      /^Sluice logs in to Postgres as sluice, a superuser: /,
    );
  });

  it('a member of the owner', async () => {
    const role = freshRole();
    const url = addressAs(role, 'a password');
    await ensureDatabaseLogin(testDatabase.ownerUrl, url);
    expect(await powerOf(url)).toBeNull();
    const group = freshRole();
    await owner`create role ${owner(group)}`;
    await owner`grant ${owner(group)} to ${owner(role)}`;
    const [{ database } = { database: '' }] = await owner<
      { database: string }[]
    >`select current_database() as database`;
    await owner`alter database ${owner(database)} owner to ${owner(group)}`;
    expect(await powerOf(url)).toContain('who owns the tables');
    await owner`alter database ${owner(database)} owner to sluice`;
  });

  it('a role that inherits what it should take', async () => {
    const role = freshRole();
    await owner.unsafe(`create role "${role.replaceAll('"', '""')}" login password 'known'`);
    await owner`grant sluice_app to ${owner(role)}`;
    expect(await powerOf(addressAs(role, 'known'))).toMatch(/who inherits the rights of sluice_app/);
  });
});

describe('the login that db:migrate makes', () => {
  it('logs in with the password of its address, also a changed one, and with no other', async () => {
    const role = freshRole();
    const before = addressAs(role, 'first pässword:/@');
    await ensureDatabaseLogin(testDatabase.ownerUrl, before);
    await ensureDatabaseLogin(testDatabase.ownerUrl, before);
    const [stored] = await owner<
      { rolpassword: string }[]
    >`select rolpassword from pg_authid where rolname = ${role}`;
    expect(stored?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);

    const after = addressAs(role, 'second');
    await ensureDatabaseLogin(testDatabase.ownerUrl, after);
    const now = openDatabase(after, { max: 1 }).sql;
    expect([...(await now`select current_user as acts`)]).toEqual([{ acts: 'sluice_app' }]);
    await now.end();
    const then = openDatabase(before, { max: 1 }).sql;
    await expect(then`select 1`).rejects.toThrow('password authentication failed');
    await then.end();
  });

  it('never touches the password of a role that it did not make', async () => {
    const role = freshRole();
    await owner.unsafe(`create role "${role.replaceAll('"', '""')}" login superuser password 'kept'`);
    await expect(
      ensureDatabaseLogin(testDatabase.ownerUrl, addressAs(role, 'slip of the hand')),
    ).rejects.toThrow(/was not made by Sluice/);
    const kept = openDatabase(addressAs(role, 'kept'), { max: 1 }).sql;
    expect([...(await kept`select 1 as one`)]).toEqual([{ one: 1 }]);
    await kept.end();
  });

  it('is the same login for everything where one address is given', async () => {
    await ensureDatabaseLogin(testDatabase.ownerUrl, testDatabase.ownerUrl);
    const [{ login } = { login: null }] =
      await owner`select rolsuper as login from pg_roles where rolname = 'sluice'`;
    expect(login).toBe(true);
  });
});
