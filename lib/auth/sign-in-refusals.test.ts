import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { countSignInRefusal } from '../audit/count-sign-in-refusal.ts';
import { summariseRefusals } from '../audit/summarise-refusals.ts';
import { jobContext } from '../context.ts';
import { asDatabaseOwner, closeDatabase } from '../db/client.ts';
import { inviteOperator } from '../people/invite-operator.ts';
import { signInWithPassword } from './password-sign-in.ts';
import { setPassword } from './set-password.ts';

const EMAIL = 'finn@sluice.example';
const PASSWORD = 'harbour velvet 91 octopus';
const MADE_UP = 'somebody-s-secret@made.up';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let finn: string;
let disabled: string;

async function invited(name: string, email: string): Promise<string> {
  const { operatorId, token } = await asDatabaseOwner(() =>
    inviteOperator(jobContext('invite-from-machine'), { name, email, role: 'viewer' }),
  );
  expect(await setPassword(token, PASSWORD)).toBeNull();
  return operatorId;
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['DATABASE_MIGRATION_URL'] = testDatabase.ownerUrl;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  finn = await invited('Finn', EMAIL);
  disabled = await invited('Dora', 'dora@sluice.example');
  await sql`update operators set disabled_at = now() where operator_id = ${disabled}`;
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  await sql`delete from sign_in_failures`;
  await sql`delete from audit_refusals`;
});

const tryIn = (email: string, password = 'wrong password 77') =>
  signInWithPassword({ email, password, deviceToken: null });

/** As if the minute were over: the rows that the chain gets for it, and only those. */
async function recorded() {
  const [last] = await sql<
    { id: string }[]
  >`select coalesce(max(audit_record_id), 0)::text as id from audit_records`;
  // One minute for all of them, however slow this machine is.
  await sql`
    with counted as (delete from audit_refusals returning *)
    insert into audit_refusals select date_trunc('minute', now() - interval '5 minutes'), actor_kind, actor_id, action, code, sum(occurrences)::int
    from counted group by actor_kind, actor_id, action, code`;
  await summariseRefusals(jobContext('seal-audit'), {});
  const rows = await sql`
    select actor_kind, actor_id, subject, outcome, after->>'code' as code, (after->>'attempts')::int as attempts
    from audit_records join audit_links using (audit_record_id)
    where audit_record_id > ${last?.id ?? '0'}::bigint and action = 'operator_session.start' order by subject, code`;
  return rows.map(({ subject, code, attempts, ...who }) => {
    expect(who).toEqual({ actor_kind: 'visitor', actor_id: 'nobody', outcome: 'refused' });
    return `${String(subject)}: ${String(code)} ${String(attempts)}`;
  });
}

it('every refused password is in the chain: whose door it was, how often, and nothing of what was typed', async () => {
  expect(await tryIn(EMAIL)).toBeNull();
  expect(await tryIn(EMAIL, '')).toBeNull();
  expect(await tryIn('dora@sluice.example', PASSWORD)).toBeNull();
  expect(await tryIn(MADE_UP, PASSWORD)).toBeNull();
  expect(await tryIn(PASSWORD, MADE_UP)).toBeNull();
  await sql`update sign_in_failures set wait_until = now() + interval '10 minutes'`;
  expect(await tryIn(EMAIL, PASSWORD)).toBeNull();
  expect(await recorded()).toEqual(
    [
      `${disabled}: wrong_password 1`,
      `${finn}: too_soon 1`,
      `${finn}: wrong_password 2`,
      'unknown address: wrong_password 2',
    ].sort(),
  );
  const [everything] = await sql<{ text: string }[]>`
    select string_agg(record::text, ' ') as text from audit_records as record where action = 'operator_session.start'`;
  for (const typed of [MADE_UP, PASSWORD, 'made.up', 'wrong password'])
    expect(everything?.text).not.toContain(typed);
});

it('the right password leaves no refusal', async () => {
  expect(await tryIn(EMAIL, PASSWORD)).not.toBeNull();
  expect(await recorded()).toEqual([]);
});

it('a flood of made-up addresses makes one row a minute, and hides nobody whose door was tried in it', async () => {
  const flood = Array.from({ length: 300 }, () =>
    countSignInRefusal({ operatorId: null, code: 'wrong_password' }),
  );
  await Promise.all([...flood, countSignInRefusal({ operatorId: finn, code: 'wrong_second_factor' })]);
  const [counters] = await sql<
    { count: number }[]
  >`select count(distinct actor_id)::int as count from audit_refusals`;
  expect(counters?.count).toBe(2);
  expect(await recorded()).toEqual([`${finn}: wrong_second_factor 1`, 'unknown address: wrong_password 300']);
});

it('a refusal stands when it cannot be written down', async () => {
  await sql`alter table audit_refusals rename to audit_refusals_away`;
  expect(await tryIn(EMAIL)).toBeNull();
  expect(await tryIn(MADE_UP)).toBeNull();
  await sql`alter table audit_refusals_away rename to audit_refusals`;
  expect(await tryIn(EMAIL)).toBeNull();
  expect(await recorded()).toEqual([`${finn}: wrong_password 1`]);
});
