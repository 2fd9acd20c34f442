import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { readOperatorSession } from '../auth/operator-session.ts';
import { signInContext } from '../auth/sign-in.ts';
import { startOperatorSession } from '../auth/start-operator-session.ts';
import { jobContext, type Context, type OperatorRole } from '../context.ts';
import { asDatabaseOwner, closeDatabase, databaseClient } from '../db/client.ts';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import { changeOperatorAsShown } from './change-as-shown.ts';
import { changeLeaf, decisionLeaf } from './change-leaf.ts';
import { changeOperator } from './change-operator.ts';
import { decideOperatorChangeAsShown } from './decide-as-shown.ts';
import { decideOperatorChange } from './decide-operator-change.ts';
import { endSessionsOfOperator } from './end-sessions-of-operator.ts';
import { inviteOperator } from './invite-operator.ts';
import { listPeople, listWaitingChanges } from './queries.ts';
import { renewInvitation } from './renew-invitation.ts';
import { approveProven, changeProven } from './test-change.fixture.ts';

let testDatabase: TestDatabase;
/** The login role, which row rules and column rights do not bind. */
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['DATABASE_MIGRATION_URL'] = testDatabase.ownerUrl;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const PEOPLE: Record<string, OperatorRole> = {
  ada: 'administrator',
  ben: 'administrator',
  cleo: 'finance_operator',
  dora: 'viewer',
};

beforeEach(async () => {
  await sql`truncate operators, operator_sessions, operator_change_requests, operator_invitations, operator_passwords, operator_preferences`;
  for (const [name, role] of Object.entries(PEOPLE))
    await sql`insert into operators (operator_id, email, name, role)
              values (${name}, ${`${name}@sluice.example`}, ${name}, ${role})`;
});

const as = (operatorId: string, role: OperatorRole = 'administrator'): Context =>
  signInContext({ operatorId, name: operatorId, email: `${operatorId}@sluice.example`, role });

async function roleOf(operatorId: string): Promise<unknown> {
  const [row] = await sql`select role, disabled_at is not null as is_disabled from operators
                          where operator_id = ${operatorId}`;
  return row;
}

/** Asks for a change of an administrator and returns the id under which it waits. */
async function ask(asker: string, input: Parameters<typeof changeOperator>[1]): Promise<string> {
  expect(await changeOperator(as(asker), input)).toEqual({ isApplied: false });
  const [waiting] = await listWaitingChanges(as(asker));
  if (!waiting) throw new Error('nothing waits');
  return waiting.changeRequestId;
}

const promoteCleo = { operatorId: 'cleo', change: 'role', role: 'administrator' } as const;

describe('a change of somebody who is no administrator', () => {
  it('counts at once and is on record with before and after', async () => {
    expect(
      await changeProven(sql, as('ada'), { operatorId: 'cleo', change: 'role', role: 'risk_reviewer' }),
    ).toEqual({ isApplied: true });
    expect(await roleOf('cleo')).toEqual({ role: 'risk_reviewer', is_disabled: false });
    const [row] = await sql`select actor_id, action, before, after from audit_records
                            where subject = 'cleo' order by audit_record_id desc limit 1`;
    expect(row).toEqual({
      actor_id: 'ada',
      action: 'operator.role',
      before: { role: 'finance_operator', disabled: false },
      after: {
        change: 'role',
        toRole: 'risk_reviewer',
        proof: expect.objectContaining({ purpose: 'people.change' }) as unknown,
      },
    });
  });

  it('is made by whoever proves to be there, for exactly that; shutting somebody out takes no proof', async () => {
    const role = { operatorId: 'cleo', change: 'role', role: 'risk_reviewer' } as const;
    await expect(changeOperator(as('ada'), role)).rejects.toMatchObject({ code: 'forbidden' });
    for (const other of [
      { ...role, operatorId: 'dora' },
      { ...role, toRole: 'viewer' },
      { ...role, fromRole: 'viewer' },
      { ...role, change: 'enable' },
    ] as const) {
      const root = changeLeaf({ fromRole: 'finance_operator', toRole: 'risk_reviewer', ...other });
      const stepUpProofId = await insertProof(sql, as('ada'), { purpose: 'people.change', root });
      await expect(changeOperator(as('ada'), { ...role, stepUpProofId })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    await changeOperator(as('ada'), { operatorId: 'cleo', change: 'disable' });
    const enable = { operatorId: 'cleo', change: 'enable' } as const;
    await expect(changeOperator(as('ada'), enable)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await roleOf('cleo')).toEqual({ role: 'finance_operator', is_disabled: true });
    await changeProven(sql, as('ada'), enable);
    expect(await roleOf('cleo')).toEqual({ role: 'finance_operator', is_disabled: false });
  });

  it('is not made by whoever gave them their link; shutting them out is', async () => {
    await sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
      values ('t', 'cleo', 'ada', now(), now())`;
    const role = { operatorId: 'cleo', change: 'role', role: 'risk_reviewer' } as const;
    await expect(changeProven(sql, as('ada'), role)).rejects.toThrow(
      /^You gave cleo their link to sign in.*Another administrator must change this\.$/,
    );
    await changeOperator(as('ada'), { operatorId: 'cleo', change: 'disable' });
    const enable = { operatorId: 'cleo', change: 'enable' } as const;
    await expect(changeProven(sql, as('ada'), enable)).rejects.toMatchObject({ code: 'precondition_failed' });
    await changeProven(sql, as('ben'), enable);
    await changeProven(sql, as('ben'), role);
  });

  it('is asked for by a form as it was shown, and no code is used up by what is so already', async () => {
    const shown = (more: object) => ({
      operatorId: 'cleo',
      change: 'role' as const,
      role: 'risk_reviewer' as const,
      confirmation: { code: '123456', challengeId: '', assertion: '' },
      root: changeLeaf({
        operatorId: 'cleo',
        change: 'role',
        fromRole: 'finance_operator',
        toRole: 'risk_reviewer',
      }),
      ...more,
    });
    await expect(changeOperatorAsShown(as('ada'), shown({ role: 'viewer' }))).rejects.toThrow(
      'This has changed',
    );
    // No factor that counts: it got as far as asking for the proof.
    await expect(changeOperatorAsShown(as('ada'), shown({}))).rejects.not.toThrow('This has changed');
    await expect(changeOperatorAsShown(as('ada'), shown({ role: 'finance_operator' }))).rejects.toThrow(
      'That is so already',
    );
    await expect(changeOperatorAsShown(as('ada'), shown({ operatorId: 'nobody' }))).rejects.toMatchObject({
      code: 'not_found',
    });
    await changeOperatorAsShown(as('ada'), shown({ role: 'administrator', root: '' }));
    expect(await listWaitingChanges(as('ada'))).toHaveLength(1);
  });

  it('disabling ends every session, and enabling brings none of them back', async () => {
    const { sessionId } = await startOperatorSession(as('cleo', 'finance_operator'), { provider: 'oidc' });
    await changeOperator(as('ada'), { operatorId: 'cleo', change: 'disable' });
    expect(await readOperatorSession(sessionId, { touch: false })).toBeNull();
    await changeProven(sql, as('ada'), { operatorId: 'cleo', change: 'enable' });
    expect(await readOperatorSession(sessionId, { touch: false })).toBeNull();
  });

  it('is refused when it changes nothing, names nobody, or mixes two things', async () => {
    const change = (input: Parameters<typeof changeOperator>[1]) => changeOperator(as('ada'), input);
    await expect(change({ operatorId: 'cleo', change: 'enable' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      change({ operatorId: 'cleo', change: 'role', role: 'finance_operator' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(change({ operatorId: 'nobody', change: 'disable' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(change({ operatorId: 'cleo', change: 'disable', role: 'viewer' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('a change of an administrator takes two', () => {
  it.each([
    ['making one', promoteCleo, 'cleo', { role: 'administrator', is_disabled: false }],
    [
      'unmaking one',
      { operatorId: 'ben', change: 'role', role: 'viewer' } as const,
      'ben',
      { role: 'viewer', is_disabled: false },
    ],
    [
      'disabling one',
      { operatorId: 'ben', change: 'disable' } as const,
      'ben',
      { role: 'administrator', is_disabled: true },
    ],
  ])('%s waits, then the second one approves', async (_what, input, subject, outcome) => {
    await sql`insert into operators (operator_id, email, name, role)
              values ('eve', 'eve@sluice.example', 'Eve', 'administrator')`;
    const before = await roleOf(subject);
    const changeRequestId = await ask('ada', input);
    expect(await roleOf(subject)).toEqual(before);
    await approveProven(sql, as('eve'), changeRequestId);
    expect(await roleOf(subject)).toEqual(outcome);
    expect(await listWaitingChanges(as('ada'))).toEqual([]);
    const actions = await sql`select action, actor_id from audit_records where subject = ${subject}
                              order by audit_record_id desc limit 2`;
    expect([...actions]).toEqual([
      { action: 'operator_change.approved', actor_id: 'eve' },
      { action: 'operator_change.request', actor_id: 'ada' },
    ]);
  });

  it('nobody approves what they asked for, in whatever session', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    for (const decision of ['approved', 'rejected'] as const)
      await expect(decideOperatorChange(as('ada'), { changeRequestId, decision })).rejects.toMatchObject({
        code: 'precondition_failed',
      });
    expect(await roleOf('cleo')).toEqual({ role: 'finance_operator', is_disabled: false });
  });

  it('is approved by whoever proves to be there, for exactly that', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    const approve = (stepUpProofId?: string) =>
      decideOperatorChange(as('ben'), {
        changeRequestId,
        decision: 'approved',
        ...(stepUpProofId === undefined ? {} : { stepUpProofId }),
      });
    await expect(approve()).rejects.toMatchObject({ code: 'forbidden' });
    const [waiting] = await listWaitingChanges(as('ben'));
    if (waiting === undefined) throw new Error('nothing waits');
    for (const other of [
      { changeRequestId: 'ocr_other' },
      { requestedBy: 'ben' },
      { operatorId: 'dora' },
      { change: 'disable' },
      { fromRole: 'viewer' },
      { toRole: 'viewer' },
    ] as const) {
      const root = decisionLeaf({ ...waiting, ...other });
      await expect(
        approve(await insertProof(sql, as('ben'), { purpose: 'people.change', root })),
      ).rejects.toMatchObject({ code: 'forbidden' });
    }
    const asShown = (decision: 'approved' | 'rejected', root: string) =>
      decideOperatorChangeAsShown(as('ben'), {
        changeRequestId,
        decision,
        root,
        confirmation: { code: '', challengeId: '', assertion: '' },
      });
    await expect(asShown('approved', 'other')).rejects.toThrow('This has changed');
    await expect(asShown('approved', waiting.root)).rejects.toThrow('Confirm with a passkey');
    await asShown('rejected', '');
    expect(await listWaitingChanges(as('ben'))).toEqual([]);
  });

  it('the database refuses a self-approval that the verb would let through', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    const own = sql`update operator_change_requests set decision = 'approved', decided_by = 'ada', decided_at = now()
                    where change_request_id = ${changeRequestId}`;
    await expect(own).rejects.toThrow(/two_people/);
  });

  it('the application’s database role changes no administrator without a decision of the same transaction', async () => {
    const app = databaseClient();
    await expect(app`update operators set role = 'administrator' where operator_id = 'cleo'`).rejects.toThrow(
      /decision of a second one/,
    );
    await expect(app`update operators set disabled_at = now() where operator_id = 'ben'`).rejects.toThrow(
      /decision of a second one/,
    );
    const changeRequestId = await ask('ada', promoteCleo);
    await approveProven(sql, as('ben'), changeRequestId);
    await sql`update operators set role = 'viewer' where operator_id = 'cleo'`;
    await expect(app`update operators set role = 'administrator' where operator_id = 'cleo'`).rejects.toThrow(
      /decision of a second one/,
    );
  });

  it('what was asked cannot be rewritten, and a decision is made once', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    const app = databaseClient();
    await expect(
      app`update operator_change_requests set to_role = 'viewer' where change_request_id = ${changeRequestId}`,
    ).rejects.toThrow(/permission denied/);
    await decideOperatorChange(as('ben'), { changeRequestId, decision: 'rejected' });
    await expect(
      decideOperatorChange(as('ben'), { changeRequestId, decision: 'approved' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      app`update operator_change_requests set decision = 'approved' where change_request_id = ${changeRequestId}`,
    ).rejects.toThrow(/refused/);
  });

  it('approval means nothing when the person, or whoever asked, has changed since', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    await changeProven(sql, as('ben'), { operatorId: 'cleo', change: 'role', role: 'viewer' });
    const approve = () => approveProven(sql, as('ben'), changeRequestId);
    await expect(approve()).rejects.toMatchObject({ code: 'conflict' });
    await sql`update operators set role = 'finance_operator' where operator_id = 'cleo'`;
    await sql`update operators set role = 'viewer' where operator_id = 'ada'`;
    await expect(approve()).rejects.toMatchObject({ code: 'conflict' });
    expect(await roleOf('cleo')).toEqual({ role: 'finance_operator', is_disabled: false });
  });

  it('fifty approvals at once are one', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => approveProven(sql, as('ben'), changeRequestId)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('whoever asked can withdraw, and nobody else', async () => {
    const changeRequestId = await ask('ada', promoteCleo);
    const withdraw = (who: string) =>
      decideOperatorChange(as(who), { changeRequestId, decision: 'withdrawn' });
    await expect(withdraw('ben')).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await withdraw('ada')).toEqual({ decision: 'withdrawn' });
  });
});

describe('the last administrator', () => {
  it('stays, whoever asks', async () => {
    await sql`update operators set disabled_at = now() where operator_id = 'ben'`;
    for (const input of [
      { operatorId: 'ada', change: 'disable' } as const,
      { operatorId: 'ada', change: 'role', role: 'viewer' } as const,
    ])
      await expect(changeOperator(as('ada'), input)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(sql`update operators set role = 'viewer' where operator_id = 'ada'`).rejects.toThrow(
      /last administrator/,
    );
  });

  it('stays when the last two are removed by two hands at the same moment', async () => {
    const [first, second] = [1, 2].map(() =>
      postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined }),
    );
    if (!first || !second) throw new Error('two hands');
    const remove = (connection: postgres.ISql, who: string) =>
      connection`update operators set role = 'viewer' where operator_id = ${who}`;
    try {
      let late: Promise<PromiseSettledResult<unknown>[]> | undefined;
      await first.begin(async (tx) => {
        await remove(tx, 'ada');
        late = Promise.allSettled([remove(second, 'ben')]);
        // The second one has run into the first, or, without the guard, has gone through beside it.
        await Promise.race([late, someoneWaits()]);
      });
      expect((await late)?.map(({ status }) => status)).toEqual(['rejected']);
      const left = await sql`select operator_id from operators where role = 'administrator'`;
      expect([...left]).toEqual([{ operator_id: 'ben' }]);
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
  });
});

/** Until a statement on this database waits for another's lock. */
async function someoneWaits(): Promise<void> {
  for (;;) {
    const waiting = await sql`select 1 from pg_stat_activity
                              where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
  }
}

describe('an invitation', () => {
  const newcomer = { name: 'Finn', email: 'Finn@sluice.example', role: 'viewer' } as const;

  it('adds somebody once, whatever the case of the address, and keeps no secret', async () => {
    const { operatorId, token } = await inviteOperator(as('ada'), newcomer);
    await expect(
      inviteOperator(as('ada'), { ...newcomer, email: 'finn@SLUICE.example' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const kept = await sql`select 1 from operator_invitations where token_hash = ${token}`;
    const onRecord = await sql`select 1 from audit_records where after::text like ${`%${token}%`}`;
    expect([kept.length, onRecord.length]).toEqual([0, 0]);
    expect((await listPeople(as('ada'))).find((person) => person.operatorId === operatorId)).toMatchObject({
      hasPassword: false,
      isDisabled: false,
      role: 'viewer',
    });
  });

  it('makes an administrator from the machine only', async () => {
    const administrator = { ...newcomer, role: 'administrator' } as const;
    await expect(inviteOperator(as('ada'), administrator)).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    const { operatorId } = await asDatabaseOwner(() =>
      inviteOperator(jobContext('invite-from-machine'), administrator),
    );
    expect(await roleOf(operatorId)).toMatchObject({ role: 'administrator' });
  });

  it('for an administrator’s new password comes from the machine only: one must not become two', async () => {
    await expect(renewInvitation(as('ada'), { operatorId: 'ben' })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    expect(
      await asDatabaseOwner(() => renewInvitation(jobContext('invite-from-machine'), { operatorId: 'ben' })),
    ).toHaveProperty('token');
  });
});

it('signing somebody out everywhere counts at their next request', async () => {
  const { sessionId } = await startOperatorSession(as('cleo', 'finance_operator'), { provider: 'oidc' });
  expect(await endSessionsOfOperator(as('ada'), { operatorId: 'cleo' })).toEqual({ ended: 1 });
  expect(await readOperatorSession(sessionId, { touch: false })).toBeNull();
});
