import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';

/*
 * The wall behind every query, for the database role of a connected account's owner. The tables come from the catalogue,
 * so a new one is held to it by itself; `lib/ledger/database-guards.test.ts` tries it with rows of two owners.
 */

const OWNER = 'sluice_account_holder';
const OWN_ROWS = `(connected_account_id = current_setting('sluice.connected_account_id'::text, true))`;

type Relation = {
  name: string;
  kind: string;
  isPartition: boolean;
  isWritable: boolean;
  isReadable: boolean;
  isWalled: boolean;
  rules: string[] | null;
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let relations: Relation[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  relations = await sql<Relation[]>`
    select n.nspname || '.' || c.relname as name, c.relkind as kind, c.relispartition as "isPartition",
           has_any_column_privilege(${OWNER}, c.oid, 'INSERT, UPDATE')
             or has_table_privilege(${OWNER}, c.oid, 'DELETE, TRUNCATE') as "isWritable",
           has_any_column_privilege(${OWNER}, c.oid, 'SELECT') as "isReadable",
           c.relrowsecurity as "isWalled",
           (select array_agg(pg_get_expr(p.polqual, p.polrelid) order by p.polname) from pg_policy as p
            where p.polrelid = c.oid and (select oid from pg_roles where rolname = ${OWNER}) = any (p.polroles)) as rules
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
      and c.relkind in ('r', 'p', 'v', 'm', 'f')
    order by 1`;
});

afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

const names = (found: Relation[]): string[] => found.map(({ name }) => name);

describe('the owner of a connected account, in the database', () => {
  it('reads some tables, each behind a rule that shows their own rows alone', () => {
    const readable = relations.filter(({ isReadable }) => isReadable);
    expect(names(readable)).toContain('public.payouts');
    expect(names(readable.filter(({ isWalled }) => !isWalled))).toEqual([]);
    for (const { name, rules } of readable) expect(rules, name).toEqual([OWN_ROWS]);
  });

  it('reads no partition around those rules, and no view', () => {
    expect(
      names(relations.filter((one) => one.isReadable && (one.isPartition || /[vmf]/.test(one.kind)))),
    ).toEqual([]);
  });

  it('writes nothing anywhere', () => {
    expect(names(relations.filter(({ isWritable }) => isWritable))).toEqual([]);
  });

  it('reads nothing about people, their sessions, their passwords or the record', () => {
    const private_ = [
      'operators',
      'operator_sessions',
      'operator_passwords',
      'operator_invitations',
      'audit_records',
    ];
    const open = names(relations.filter(({ isReadable }) => isReadable));
    expect(private_.filter((name) => open.includes(`public.${name}`))).toEqual([]);
  });

  it('runs no function that has more rights than they have', async () => {
    const functions = await sql<{ name: string }[]>`
      select p.proname as name from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and p.prosecdef
        and p.prorettype <> 'trigger'::regtype and has_function_privilege(${OWNER}, p.oid, 'EXECUTE')`;
    expect(functions.map(({ name }) => name)).toEqual([]);
  });

  it('can neither become the application nor step around row rules', async () => {
    const [role] = await sql`
      select rolsuper or rolbypassrls or rolcreaterole or rolcanlogin as "isMighty",
             pg_has_role(${OWNER}, 'sluice_app', 'MEMBER') as "isApplication"
      from pg_roles where rolname = ${OWNER}`;
    expect(role).toEqual({ isMighty: false, isApplication: false });
  });

  it('sees nothing while no account is named', async () => {
    // A row is enough; what else must be true of it is no part of this.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
               values ('acct_a', 'eur', 1, 0, 0, now()), ('acct_b', 'eur', 1, 0, 0, now())`;
    });
    const seen = (setting: string | null) =>
      sql.begin(async (tx) => {
        if (setting !== null) await tx`select set_config('sluice.connected_account_id', ${setting}, true)`;
        await tx`set local role ${tx(OWNER)}`;
        return tx`select connected_account_id from stripe_balances`;
      });
    expect([...(await seen(null))]).toEqual([]);
    expect([...(await seen(''))]).toEqual([]);
    expect([...(await seen('acct_of_nobody'))]).toEqual([]);
    expect([...(await seen('acct_a'))]).toEqual([{ connected_account_id: 'acct_a' }]);
  });
});
