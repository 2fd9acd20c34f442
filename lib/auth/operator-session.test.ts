import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase } from '../db/client.ts';
import { endOperatorSession } from './end-operator-session.ts';
import { isOperatorSessionOpen, readOperatorSession } from './operator-session.ts';
import { sessionHandle } from './session-handle.ts';
import { signInContext } from './sign-in.ts';
import { startOperatorSession } from './start-operator-session.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const anna = {
  operatorId: 'opr_anna',
  name: 'Anna',
  email: 'anna@sluice.example',
  role: 'finance_operator',
} as const;
const vera = { operatorId: 'opr_vera', name: 'Vera', email: 'vera@sluice.example', role: 'viewer' } as const;

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
  await sql`delete from operator_sessions`;
  await sql`delete from operators`;
  for (const { operatorId, name, email, role } of [anna, vera])
    await sql`insert into operators (operator_id, email, name, role) values (${operatorId}, ${email}, ${name}, ${role})`;
});

async function signIn(operator: typeof anna | typeof vera = anna): Promise<string> {
  const { sessionId } = await startOperatorSession(signInContext(operator), { provider: 'oidc' });
  return sessionId;
}

const read = (sessionId: string) => readOperatorSession(sessionId, { touch: true });

describe('a session', () => {
  it('stands for its operator, and two sign-ins never share an id', async () => {
    const [first, second] = [await signIn(), await signIn()];
    expect(first).not.toBe(second);
    expect(await read(first)).toMatchObject({
      operatorId: 'opr_anna',
      role: 'finance_operator',
      sessionId: first,
    });
  });

  it('leaves an audit row at its start and at its end', async () => {
    const sessionId = await signIn();
    await endOperatorSession(signInContext(anna), { sessionHandle: sessionHandle(sessionId) });
    const rows =
      await sql`select action, actor_id, subject from audit_records order by audit_record_id desc limit 2`;
    expect([...rows]).toEqual([
      { action: 'operator_session.end', actor_id: 'opr_anna', subject: 'opr_anna' },
      { action: 'operator_session.start', actor_id: 'opr_anna', subject: 'opr_anna' },
    ]);
    const kept =
      await sql`select 1 from audit_records where (before::text || after::text || subject) like ${`%${sessionId}%`}`;
    expect(kept).toHaveLength(0);
  });

  it('ends after 15 minutes without use, and use puts that off', async () => {
    const sessionId = await signIn();
    await sql`update operator_sessions set last_seen_at = now() - interval '14 minutes 50 seconds'`;
    expect(await read(sessionId)).not.toBeNull();
    const [used] =
      await sql`select now() - last_seen_at < interval '5 seconds' as is_fresh from operator_sessions`;
    expect(used).toEqual({ is_fresh: true });
    await sql`update operator_sessions set last_seen_at = now() - interval '15 minutes 1 second'`;
    expect(await read(sessionId)).toBeNull();
    expect(await read(sessionId)).toBeNull();
  });

  it('ends 12 hours after sign-in however much it is used', async () => {
    const sessionId = await signIn();
    await sql`update operator_sessions set created_at = now() - interval '11 hours 59 minutes', last_seen_at = now()`;
    expect(await read(sessionId)).not.toBeNull();
    await sql`update operator_sessions set created_at = now() - interval '12 hours 1 second', last_seen_at = now()`;
    expect(await read(sessionId)).toBeNull();
  });

  it('is not kept alive by an open stream', async () => {
    const sessionId = await signIn();
    await sql`update operator_sessions set last_seen_at = now() - interval '10 minutes'`;
    expect(await isOperatorSessionOpen(sessionId)).toBe(true);
    const [row] =
      await sql`select now() - last_seen_at > interval '9 minutes' as is_unused from operator_sessions`;
    expect(row).toEqual({ is_unused: true });
  });

  it('ends at sign-out and cannot be used again', async () => {
    const sessionId = await signIn();
    expect(
      await endOperatorSession(signInContext(anna), { sessionHandle: sessionHandle(sessionId) }),
    ).toEqual({ ended: true });
    expect(await read(sessionId)).toBeNull();
    expect(
      await endOperatorSession(signInContext(anna), { sessionHandle: sessionHandle(sessionId) }),
    ).toEqual({ ended: false });
  });

  it('cannot be ended by somebody else', async () => {
    const sessionId = await signIn();
    expect(
      await endOperatorSession(signInContext(vera), { sessionHandle: sessionHandle(sessionId) }),
    ).toEqual({ ended: false });
    expect(await read(sessionId)).not.toBeNull();
  });

  it('ends at once when its operator is disabled', async () => {
    const sessionId = await signIn();
    await sql`update operators set disabled_at = now() where operator_id = 'opr_anna'`;
    expect(await read(sessionId)).toBeNull();
  });

  it('has the role that the database says now', async () => {
    const sessionId = await signIn();
    await sql`update operators set role = 'viewer' where operator_id = 'opr_anna'`;
    expect(await read(sessionId)).toMatchObject({ role: 'viewer' });
  });

  it('is nobody’s when its id is unknown', async () => {
    expect(await read('ses_unknown')).toBeNull();
    expect(await read('')).toBeNull();
  });
});
